import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { expect, test } from 'vitest';
import { defaultAlgorithms } from '../../relying-party/signature/algorithms.js';
import { bindAlgorithm } from '../../relying-party/signature/bind-algorithm.js';
import { KeyRefusal } from '../../relying-party/signature/key-refusal.js';
import { createNodeSignature } from '../../relying-party/signature/node.js';
import type { SignatureSeam } from '../../relying-party/signature/seam.js';
import { createWebSignature } from '../../relying-party/signature/web.js';
import { decodeBase64url } from '../../relying-party/token/base64url.js';
import { readCompactForm } from '../../relying-party/token/compact-form.js';
import { readHeader } from '../../relying-party/token/header.js';
import { readSignature } from '../../relying-party/token/read-signature.js';
import { KeyturnError } from '../../shared/error-base.js';

/** The JWS vectors of Wycheproof at the JWS seam: their payloads are no claims, so the claims are not looked at. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = resolve(root, process.env.KEYTURN_VECTORS ?? '../shared/vectors');
const file = resolve(folder, 'wycheproof/json_web_signature_test.json');
const whereToGetThem =
  'Put testvectors_v1/json_web_signature_test.json of https://github.com/C2SP/wycheproof into ' +
  '<folder>/wycheproof and set KEYTURN_VECTORS=<folder>.';

interface Group {
  readonly comment: string;
  readonly public?: PublicJwk;
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly jws: string;
    readonly result: 'valid' | 'invalid';
  }[];
}

/** Byte for byte the JWS of a valid case, so that no verifier can tell them apart. */
const leftOut: ReadonlySet<number> = new Set([367, 370]);

/**
 * The keys of RFC 7520 carry names here that the RFC does not give them: `ES521`, which no algorithm has, and `PS256`
 * on the key of section 4.2, whose signature is PS384. A key's own `alg` binds, so the names are set right.
 */
function rightNames({ comment, public: jwk }: Group): PublicJwk | undefined {
  const names: Record<string, string> = { ES521: 'ES512', PS256: 'PS384' };
  const right = comment.startsWith('rfc7520') ? names[jwk?.alg ?? ''] : undefined;
  return jwk === undefined || right === undefined ? jwk : { ...jwk, alg: right };
}

async function accepts(seam: SignatureSeam, jwk: PublicJwk, jws: unknown): Promise<boolean> {
  try {
    const alg = bindAlgorithm(jwk, defaultAlgorithms);
    if (alg === undefined)
      throw new KeyRefusal('key_algorithm_unfit', 'The key serves no algorithm of ours.');
    const key = await seam.importKey(jwk, alg);
    const form = readCompactForm(jws);
    const header = readHeader(form.headerSegment, decodeBase64url);
    if (header.alg !== key.alg || decodeBase64url(form.payloadSegment) === undefined) return false;
    const signature = readSignature(form.signatureSegment, header.alg, decodeBase64url);
    return await seam.verify(key, form.signingInput, signature);
  } catch (error) {
    if (error instanceof KeyturnError) return false;
    throw error;
  }
}

if (existsSync(file)) {
  const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as { testGroups: readonly Group[] };

  const publicKeys = testGroups.flatMap((group) => rightNames(group) ?? []).slice(0, 2);

  test.each([
    ['node', createNodeSignature()],
    ['web', createWebSignature()],
  ])('Wycheproof JWS on %s: 36 accepted, every other one refused', async (_name, seam) => {
    const wrong: string[] = [];
    const counts = { accepted: 0, refused: 0, symmetric: 0, leftOut: 0 };
    for (const group of testGroups) {
      const jwk = rightNames(group);
      for (const { tcId, comment, jws, result } of group.tests) {
        const name = `${tcId} ${group.comment}: ${comment}`;
        if (leftOut.has(tcId)) {
          counts.leftOut++;
        } else if (jwk === undefined) {
          // HS256, good or bad: refused by design, whatever key is at hand.
          counts.symmetric++;
          for (const other of publicKeys) if (await accepts(seam, other, jws)) wrong.push(name);
        } else {
          const accepted = await accepts(seam, jwk, jws);
          counts[accepted ? 'accepted' : 'refused']++;
          if (accepted !== (result === 'valid')) wrong.push(name);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(counts).toEqual({ accepted: 36, refused: 325, symmetric: 38, leftOut: 2 });
  });

  test('the two left out are those of a valid case, byte for byte', () => {
    const all = testGroups.flatMap(({ tests }) => tests);
    for (const tcId of leftOut) {
      const jws = all.find((one) => one.tcId === tcId)?.jws;
      expect(all.some((other) => other.result === 'valid' && other.jws === jws)).toBe(true);
    }
  });
} else {
  test(`the Wycheproof vectors are not in this clone. ${whereToGetThem}`, () => {
    console.warn(`The Wycheproof JWS vectors were not run. ${whereToGetThem}`);
    expect(process.env.CI, `CI has the vectors. ${whereToGetThem}`).toBeFalsy();
    expect(process.env.KEYTURN_VECTORS, 'KEYTURN_VECTORS names a folder without them.').toBeUndefined();
  });
}
