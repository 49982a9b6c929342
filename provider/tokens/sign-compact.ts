import type { Signer } from '../custody/key-custody.js';

/** JWS compact serialisation (RFC 7515 section 7.1). Header and payload are JSON objects. */
export async function signCompact(
  signer: Signer,
  header: Readonly<Record<string, unknown>>,
  payload: Readonly<Record<string, unknown>>,
): Promise<string> {
  const signingInput = `${encodeHeader(header)}.${encode(payload)}`;
  const signature = await signer.sign(Buffer.from(signingInput, 'latin1'));
  return `${signingInput}.${Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength).toString('base64url')}`;
}

const encodedHeaders = new WeakMap<object, string>();

/** Who signs many tokens with one header object has it encoded once. */
function encodeHeader(header: Readonly<Record<string, unknown>>): string {
  const encoded = encodedHeaders.get(header) ?? encode(header);
  encodedHeaders.set(header, encoded);
  return encoded;
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
