import { createPrivateKey, createPublicKey } from 'node:crypto';

/** Keys of the lab, always the same: what they are must not tell two runs apart. They sign nothing else. */
export type KeyName = 'first' | 'second' | 'foreign';

const pem: Readonly<Record<KeyName, string>> = {
  first: `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDB+C7/LOjpjgf3
AT8Wc1UG1oj4R55f48rQfq2aMFbG42pzC1BmRAEiLIs0SH3WJbsfpiG/BMXTOaHY
kMdAYPtTAaFO6s0p+Ud8WQu1W3FaCaDCVhWiERziMeC5YbG3QDQ4fA7OB9O8sHk4
2xskwZ802QTs485neiYBuGe/OAPUxuwmWnRKPaXbvz3Fmr3Wb1eyWs/fBekxzkFU
16SgR0eiP2jOYKBD8V4mjIwJwJmPHyIxlx09OmOodpr816heEzEfkk/zSQkht3Wv
4EGLGjmuWeRL/5isoE69uLF6rOHSYcUEzJfQwEcC/RbgMpuHMbbCpOqoluvuchPA
k71KJF9PAgMBAAECggEAEEtqm0opCNHDLodexuKKboggOoc9sT2AILK7n7vW1l9t
Zlu5ddXZqIbIbOx4EcDaruZ0aEkc20k4pOpIqspa4pa899W2xYNo83PBjYswgwlT
BXBY4eQBIqlhAQHJfaT5nhMh5UH4Eh5bGKEjbxuK5dQjW0kp4jx7K+LTaFdqzvl/
hBQz4JGL7hxazvjLSiejetugcDnzezeffU7CA9uJbBahYPSOAiVgLCRaNegYKXl/
Z+oLfGQ1Mg3bHQqDbSwBNyelG2UWprQDPDhN1KfdjtT2DVxgo5vtuc5Fpm4Y+liO
wqyWHCmeCY+FxJqZqdq8c7hRn3CTppeCMAtJSMTXlQKBgQDssNUezMZTWatQSrra
yVKkzu2ZjGyjkPlfHxPcKj0GNLgxXRes9IHo0+UuRxq5PAVZI6RP99wLdoVDQvAK
bIp6RFQUc0tpycxxKjjgJ8qxBgCB04T8QIpp/VQ9q6bcWGeEUGLNcXY0mUBH2AsB
Gi6sQT3g4tiLB46f8JBuSgPXbQKBgQDRyyN0p7DRfUxnhkkIOsEQ+qvPK+qul4Dx
gusVObp/MiWGF23Hf7rdYv87njmfnjxQ/48utmYDRpvwhsvntJmxD1QTIxOjNmht
n0XeqHIMor7B/N1f83DaavlSIlCcKLIazByQ12iosHugCe2Dew8pu0f1/5Q/Cvba
SzaO9Q3wKwKBgQCxx2x8cuCwMFTdvRO2S6sYgRiz0Wa0QKsdyFD5eHxXkfeblEm5
Lfn5sFaeuOeYpD18I6pCKnCL55zW1YtIuRgWGAZzSdol/l3hzg3kR98VseVlnkNv
2OZeD9pba/er33b5Sgu8NfHMNiOzEtHJJSpTVbmtlZWCb82v0lgZjtxtzQKBgGsx
jkY2wIPpr7ZdyMcprihMzKioWdsnkjzUleVcf8wqBT5EjlUXEJW51YvSxsKmCU+h
pLlLfUhDNb5qQZl8j+MGYAD/NTN5w1XvwbWI/+0w4qMf3sT+EDWp3wZ2fhWsPYSv
shDX36QBuMkHCZLat96s0JIDKu4jXgof0BqvX5XNAoGAGLutwzjQ5m15NVoYXGsy
v4KSNEnATneXRQRer4K35vycoUDbZNnpWfmeSD0+sKkxSTtvewSNe5kv1v/1VLdy
IzgTsVRngrThF8NdQhnwW57fCO20BCnynJ5NtwdWZvE2TJbiwoZidwW4s2ASn9q6
R7NlCCJ3uIY8yxhmlXb0Qys=
-----END PRIVATE KEY-----
`,
  second: `-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDDNCbzRkcetd85
/T86Afjh/Bj3p4SHsVs0pr/w3yHf8qNPq+E16dNjynYOgBdV+D1SNIg6GjVtVCI3
hlJqf59EjnlgN8+P1FoQpl+Mu511VIfZgAfTH+4NJio/95mQz/nPoDd1kM7ek2Dl
HrRe0Bmhg48c2WVCquBszAMaD3PegCc9FHlxccGaZ8YsgaM+WihqthteiKoHFEFk
5aqAZS0geXpm5PlsmK32pOz+u8E2bROgXiFh9CNxq7/a9VI3Cg6iVnOzonYP1Mlh
6/Z5ia57wfrduJv6zvyY+FCItwRBC0pPd0sZ0AzeU7ocYcuPaq7h3GQQMGGrzWLI
XsJ2aqN5AgMBAAECggEAIHw84S54Zn145UMmcwZh/2W/V/OaZCSZW5VGixTvI8BS
+k7N33WG1uwaIoahm46A0f3pD9ZNvuCKAziI3a1YeYXGYENZeQOra2rsqtSMOzry
krkyVCnTqX+I93VCqq1Z0vpEUH3lV3gqX2bxOHgkU9M7jV8GcYZTa/e1qnAY5dWd
/RFq/66EESx8Qd3/luI0SW3nKT/CBuu5o/ToT8kHkrBjncxqhIikLiZE5Vfxd6Kr
gQBD/yewSm5kzYLXaPMZm9NChmgNakfp5Ir95SQ367kM9CHDaL9xSxqIm7a34Mc2
TsASEL1/o4JWtpuQvoNkIAa/X76EaODW1qT95O2pQwKBgQD8f6tqThQofSE/iczR
BGouPdnDNso5JlTGy9olwetX5C6fvA0L9WOAy/M/uhWoUEARr7Yp3lYGO3XCwxoi
i2d2FDjcv+u4CnyLnd1i9suK6vQs0nVav3uCKqYu2SG5rLBTUIRnWlw4cxxEoNxg
K9S/tBZmVTC+kWmP+R4XzBRxPwKBgQDF6RgsFry5qni2EI/pgHbwSlBdkuKF5KNw
mysJE3X8oOg0dL07dA8HbaZZtE9fLFTEKzmKr9vD5aZbRBwWvHDnYG4RWBdProlg
V2sa8UJVR/5jZMHc9UPSQFG9RAyWOwqVBg1P3Y3aAUl096XHigewc4As3+lGtQHq
aUsNXjcFRwKBgEo0SvAG2i27+FVv7d1PatUEIEcahvucpDV4GzgVcVB3IqyW2060
YvWq+mW0DkFUtD9+YA6V5LoYJ1eBduDIDzPIZZ2aWW/QxSFS14kJ9m9w9SlnAE4X
D/kFB6mk7iBe+8LAWuj0yT1dtuUEUT+CIhfkmOCiEJ0wptFE6O8dbrSJAoGAQHkt
PL+zf7C/XmCK4YDOPn2XLMS7Mu9HJ1oFbRF/8Gri+qPFOecXNk5MURDigpjIjJeg
SUP9DhZ0WWsY03dUOKw7bz8JaRXs/wu7gq1x9KJdhze9yCPGkmoNtuDCUPau/dlY
4NnGamzc51P+F8EpvBwEd5oCPtyc4SaoIpS8y+UCgYB7zv0uk1BQQHym2W3xXUrt
e3M0tKsDTaoBysGuMI0je6IUAcsJrJeIR+0p3oC3OT6VWs4Fz4GuyGi/z1luiaBK
pZO2U6u+g1XT5fBTBVG7wzSTlYPkoczNOVBNpKBp2tDugqcuRiMr/Rl8FyQ91k6H
9WtqHbwmNdmFZ4b3kOL8Yg==
-----END PRIVATE KEY-----
`,
  foreign: `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCrK6KGE6aJR0fT
T13vWVKD7f7oah78R87aBmuB2lcw0WLemote9Pe9hz1ef8BQE56wriHtlTiLw8h4
Olpx/J+wCE0UJQgZ+PKSKDYn18axmae3dTPFWuyeWVGNhyr6QSDZEEuzzJ9vQzkx
6CnA3cD4NVOPhm90Oti6eJqXAq8bCUdt+FtsNbdn+D7dYvsEUuZ4EXx/UKg8MuTn
UeDpxGdZ1cxxYImSAIae+aw8rrzs39mNjK39949locp7poN2k3GqDyIv0anRAx0K
Lm/lmbrINWe6j9K4tH2pVwPfbunBRPLdYVeIFowGUIka3MdROkI7haHQVnWW3Gzw
mV+uj1m5AgMBAAECggEAE82tVLpGyPimem/jBAtPROS+2mhWs+Th7W8TNpeKgWMk
P3FdYQvR8stIAhwhJZKTiEjpM3nRbDgnRCOqLahm2ECpnERJium2tMqys0rfWdJX
aV4FspZZrFtUmF10TzZERODCBWgN5Rs/rYK4+++cAQt4YrFQyT96rh5Acmq01Bl/
CN4M7SbwKEbXqt4SRaV8JPXx0UoT0d56MGZc3ZG1Ts4If/PWnpyg0jdbS0kSUfhP
kyI1Gx/FcxpCSPobmr3EO8W6fwf9TOYoObrIDjVdy1/1wS3Cv9VzAhBjuiQbM0lQ
sLolClHSSSS5V3C8BXUwJK1R/NCtp0ogrAbRbJ5a9QKBgQDUlfwvaOBoegRw4/FB
AeGNbgO7+va3EgfnB754At8o2N6R9ewabu2tSnIOC6IXGDgLxwPmMVqCNylxgFCE
N2aEqw/j45aHVnIZUk4kIyY4gkYjgiWsnZhSAA1J9KgWmgTKl9SHpXM2pMlQjLVQ
jcIgjWAMtP2lJNio5fTfP6KUrQKBgQDOIHI27bRBqWv6SAUMCboWxcx2NH0EqABU
gUyVMWQlk+dbo1fIotmbHlnVuh+go2He3Iv2hkwvu9zfWc8ASkM3+4d33zXmDhqj
E0fuM9SJD1KeTdHlkIoq4mBYmjtn1SWR1sMaO5drh92npai8TO/cRJikM+mTDofh
yBiOMaKuvQKBgD2W0oA9xz4dk6nNMDkgPWOHKwfMFqxFSgrSAImuc07XPexVrjie
SLe66L5O+n/sYVhwKR4I0GsHZjde8HTNxCLNmIXyisrc7aOOZ9sqX8lhXMauzxFq
exXOtAroGcaqipbTVByUf4OmTDjM+z7CQyrBKsGjshSlTyvnq4D+Y7DlAoGBALZr
Eok3/rGpjUy3FfhcV1q1/EeUFhvbzkb7EtpqFpYG+dYojZSbQnc7+gbirADO9ttz
VU579cq8uDDV2xMHpctSh8X3PUz2qG4vrxXIusv9SoGcnyhJrW1cYCWpgO9YO+KA
LLP3jv70A57NRbI3aIMIFgojgw/I6UpQeiLFHJMFAoGANkMtStAHCve+CeqPCXSC
pfEcel+boveStVdBypzbZOlH/JLlvVXfXtw4lrAT4KcOE1Iz0Hg/2/YcVzr5TJel
tN5yu1B1zWYLqB0cZhW/TRPhcMkSFR05cQLJjagLKVdbxix9ZyvFDXpSiVH+MNHD
7gEibvROtq23smVKNtjXUyI=
-----END PRIVATE KEY-----
`,
};

const load = (name: KeyName) => {
  const privateKey = createPrivateKey(pem[name]);
  const { n = '', e = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, members: { kty: 'RSA', n, e } };
};

const keys = { first: load('first'), second: load('second'), foreign: load('foreign') };

export const privateKeyOf = (name: KeyName) => keys[name].privateKey;

/** As it is published. */
export function publicJwk(name: KeyName, kid: string = name): Readonly<Record<string, string>> {
  return { ...keys[name].members, kid, use: 'sig', alg: 'RS256' };
}

/** The product of two primes that nobody knows any more. */
const modulus =
  'xhCwf5IPwUklj5fsQJxd1B461-YLv-9d-6I_zop-yQ6QnnJyo_ckwzf8gyAhelSt66ix36Paet7JjFmsyWDbJ4DxwXeBo7x7k1fnwJXjO1_R0_Gz' +
  'u4EFYmaWvy40mjehe5VKcQiTP6zWDTSD_UhBqWWHEdpvoxS5ATDtrW930y78jcdaxRrsG1PrDJvB3_-gGDZ51XZTb3QNgQugwzC3alHUHLkWnpA8' +
  'SYfMpPEm6_uNfHw8tL-cw2L6XFXDpOmwWo28y6XDXpAZ-Dyg6slCPhQ3FWTzhFLsOPvSOM39NG0XMW_WaWmiEoL11tBJYwMIgwem9pIZDJ9Jry-K' +
  'gzJbnQ';

/** An RSA key of exponent 1: whoever can pad a digest can sign with it. */
export const exponentOneJwk = { kty: 'RSA', n: modulus, e: 'AQ', kid: 'one', use: 'sig', alg: 'RS256' };
