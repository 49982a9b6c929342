import { KeyturnError } from '@keyturn/shared/error-base';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { REPORT_TYPE } from '../tokens/sign-report.js';

/** Why a report is no evidence. Contract. */
export const reportErrorCodes = ['report_unreadable', 'report_not_authentic', 'report_key_revoked'] as const;

export class ReportError extends KeyturnError<(typeof reportErrorCodes)[number]> {}

const keySchema = z.looseObject({ kid: z.string().optional(), kty: z.string() });
const endedSchema = z.looseObject({ ...keySchema.shape, revoked: z.looseObject({}).optional() });
const setSchema = z.object({ keys: z.array(keySchema) });
const historySchema = z.object({ keys: z.array(endedSchema) });
const claimsSchema = z.looseObject({ jti: z.string(), iat: z.number(), report: z.looseObject({}) });

/** What an issuer publishes, as it was read. */
export interface PublishedRecords {
  readonly issuer: string;
  /** Its key set, JSON. */
  readonly keySet: unknown;
  /** Its history of keys, signed; null where it has none. */
  readonly history: string | null;
}

export interface VerifiedReport {
  readonly id: string;
  readonly issuedAtSeconds: number;
  readonly report: Readonly<Record<string, unknown>>;
}

const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

/**
 * Checks a signed report by the keys that its issuer publishes, and by those that its signed history says it had. A report
 * has no end, so its key may have left the set; one that was revoked vouches for nothing. Rejects with ReportError.
 */
export async function verifyReport(
  jwt: string,
  { issuer, keySet, history }: PublishedRecords,
): Promise<VerifiedReport> {
  const current = setSchema.safeParse(keySet).data;
  if (current === undefined) throw new ReportError('report_unreadable', 'the issuer answered no key set');
  const ended = history === null ? [] : await readHistory(history, issuer, current);
  const { kid } = readHeader(jwt);
  const revoked = ended.some((key) => key.kid === kid && key.revoked !== undefined);
  if (revoked) throw new ReportError('report_key_revoked', 'the key that signed this report was revoked');
  const keys = [...current.keys, ...ended.filter((key) => key.revoked === undefined)];
  const claims = claimsSchema.safeParse(await check(jwt, { keys }, issuer, REPORT_TYPE)).data;
  if (claims === undefined) throw new ReportError('report_unreadable', 'this is no report of a drill');
  return { id: claims.jti, issuedAtSeconds: claims.iat, report: claims.report };
}

async function readHistory(history: string, issuer: string, current: z.output<typeof setSchema>) {
  const read = historySchema.safeParse(await check(history, current, issuer, 'jwk-set+jwt')).data;
  if (read === undefined) throw new ReportError('report_unreadable', 'the history of keys cannot be read');
  return read.keys;
}

async function check(jwt: string, set: { keys: object[] }, issuer: string, typ: string): Promise<object> {
  try {
    const keys = set.keys.map((key) => ({ ...key })) as Parameters<typeof createLocalJWKSet>[0]['keys'];
    return (await jwtVerify(jwt, createLocalJWKSet({ keys }), { issuer, typ, algorithms })).payload;
  } catch (error) {
    const why = error instanceof errors.JOSEError ? error.code : 'unknown';
    throw new ReportError('report_not_authentic', `it was not signed by ${issuer} as a ${typ} (${why})`);
  }
}

function readHeader(jwt: string): { readonly kid?: string | undefined } {
  try {
    const header: unknown = JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString('utf8'));
    return z.looseObject({ kid: z.string().optional() }).parse(header);
  } catch {
    throw new ReportError('report_unreadable', 'this is no signed report');
  }
}
