/** The parts of a token that a watcher needs. Nothing here is checked: it is what the issuer hands out. */
export interface UnverifiedToken {
  readonly kid: string | undefined;
  readonly alg: string | undefined;
  readonly issuer: string | undefined;
  readonly issuedAtSeconds: number | undefined;
  readonly expiresAtSeconds: number | undefined;
}

/** Undefined for what is no compact JWS of a JSON object. Never throws, so that no message can quote the token. */
export function readUnverifiedToken(compact: string): UnverifiedToken | undefined {
  const [head, payload, signature, ...more] = compact.split('.');
  if (head === undefined || payload === undefined || signature === undefined || more.length > 0)
    return undefined;
  const header = readObject(head);
  const claims = readObject(payload);
  if (header === undefined || claims === undefined) return undefined;
  return {
    kid: textOf(header.kid),
    alg: textOf(header.alg),
    issuer: textOf(claims.iss),
    issuedAtSeconds: numberOf(claims.iat),
    expiresAtSeconds: numberOf(claims.exp),
  };
}

function readObject(segment: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[\w-]+$/.test(segment)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In milliseconds a NumericDate would be the year 5138 and later. */
const MAX_NUMERIC_DATE = 1e11;
const numberOf = (value: unknown) =>
  typeof value === 'number' && value >= 0 && value <= MAX_NUMERIC_DATE ? value : undefined;
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
