/** Runs in the browser: a key that cannot be taken out, inners from the issuer, one signature for each request. */
import { createChainSigner } from '@keyturn/relying-party/jwc';

const { privateKey, publicKey } = await crypto.subtle.generateKey(
  { name: 'ECDSA', namedCurve: 'P-256' },
  false,
  ['sign', 'verify'],
);
const taken = await crypto.subtle.exportKey('jwk', privateKey).catch(({ name }: { name: string }) => name);
const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);

const failures: string[] = [];
const signer = createChainSigner({
  key: privateKey,
  inner: async () => {
    const answer = await fetch('/inner', {
      method: 'POST',
      body: JSON.stringify({ kty, crv, x, y, kid: 'browser-K1', alg: 'ES256' }),
    });
    return answer.text();
  },
  onRenewalFailed: (failure) => failures.push(String(failure)),
});

/** One request; `done` when the service has seen what it waits for. */
async function sendRequest(): Promise<'more' | 'done'> {
  const token = await signer.sign({ htm: 'GET', htu: '/orders' });
  const answer = await fetch('/orders', { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) failures.push(`${answer.status}`);
  return answer.headers.get('x-done') === 'yes' ? 'done' : 'more';
}

try {
  while ((await sendRequest()) === 'more' && failures.length < 5)
    await new Promise((resolve) => setTimeout(resolve, 20));
} catch (error) {
  failures.push(String(error));
}
await fetch('/report', {
  method: 'POST',
  body: JSON.stringify({ taken, failures }),
});
