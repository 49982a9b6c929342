/**
 * `decodeBase64url` by Buffer, which ignores what does not belong: encoding again and comparing is the check. Measured
 * at a quarter of the plain form's time for an RSA signature.
 */
export function decodeBase64urlByBuffer(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
