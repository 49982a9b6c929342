import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVerifier, isRejection, OptionRefusal } from '@keyturn/relying-party';
import { chainjwtForm, type JwcOptions, jwc } from '@keyturn/relying-party/jwc';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { VirtualClock } from '@keyturn/shared/virtual-clock';

/** One chained JWT with what a strict verifier answers, and what the published library did. */
export interface ChainCase {
  readonly name: string;
  readonly class: 'good' | 'bad' | 'divergent';
  readonly expected: 'accept' | 'reject';
  readonly reason: string;
  readonly token: string;
  readonly trustedJwks: { readonly keys: readonly PublicJwk[] };
  readonly expectedIssuer: string;
  readonly expectedAudience: string;
  readonly now: number;
  readonly revokedJtis?: readonly string[] | null;
  readonly chainjwt: { readonly head: string };
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where the vectors lie. Undefined where they are not at hand, as in a stranger's clone. */
export function findVectors(): string | undefined {
  const folder = process.env.KEYTURN_VECTORS ?? join(root, '../shared/vectors');
  return existsSync(join(folder, 'chainjwt/vectors.json')) ? folder : undefined;
}

export const vectorsMissing =
  'The chained JWTs are not at hand. Set KEYTURN_VECTORS to a folder that holds chainjwt/vectors.json; ' +
  'relying-party/jwc/README.md says what form they take.';

export function readChainCases(): readonly ChainCase[] {
  const folder = findVectors();
  if (folder === undefined) return [];
  return JSON.parse(readFileSync(join(folder, 'chainjwt/vectors.json'), 'utf8'));
}

/** The published library checks no binding, no `typ`, lifetimes of 91 days, and times to the second. */
export async function judgeChain(
  given: ChainCase,
  changes: Partial<JwcOptions> = {},
  create: typeof createVerifier = createVerifier,
): Promise<string> {
  try {
    const verifier = create({
      clock: new VirtualClock(given.now),
      trustPaths: [jwc()],
      issuers: [
        {
          issuer: given.expectedIssuer,
          audience: given.expectedAudience,
          trustPath: 'jwc',
          leewaySeconds: 0,
          futureToleranceSeconds: 0,
          jwc: {
            ...chainjwtForm,
            binding: 'none',
            innerJwks: given.trustedJwks,
            ...(given.revokedJtis ? { denylist: { jtis: given.revokedJtis } } : {}),
            ...changes,
          },
        },
      ],
    });
    const verified = await verifier.verify(given.token);
    return verified.trustPath === 'jwc' && verified.outer !== undefined ? 'accepted' : 'accepted otherwise';
  } catch (error) {
    if (isRejection(error) || error instanceof OptionRefusal) return error.code;
    throw error;
  }
}
