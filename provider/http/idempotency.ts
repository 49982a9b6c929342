import { createHash } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import type { KeptAnswer } from './kept-answer.js';
import { HttpProblem } from './problem.js';

interface Entry {
  readonly fingerprint: string;
  readonly answer: KeptAnswer | undefined;
  readonly keptUntilMilliseconds: number;
}

const KEPT_MILLISECONDS = 3_600_000;
const MAX_KEPT = 1000;
const KEY = /^[\x21-\x7e]{1,128}$/;

/**
 * The answers of one process to requests with an `Idempotency-Key`: the same key gets the same answer for an hour, a
 * second request meanwhile 409, another request under the key 422 (draft-ietf-httpapi-idempotency-key-header).
 */
export function createIdempotency(clock: Clock) {
  const entries = new Map<string, Entry>();
  return async (
    key: string,
    fingerprint: string,
    work: () => Promise<KeptAnswer>,
  ): Promise<{ answer: KeptAnswer; replayed: boolean }> => {
    if (!KEY.test(key))
      throw new HttpProblem('idempotency_key_invalid', { detail: '1 to 128 visible ASCII' });
    const now = clock.monotonicMilliseconds();
    for (const [old, { keptUntilMilliseconds }] of entries)
      if (keptUntilMilliseconds <= now) entries.delete(old);
    const known = entries.get(key);
    if (known !== undefined) return { answer: replay(known, fingerprint), replayed: true };
    entries.set(key, { fingerprint, answer: undefined, keptUntilMilliseconds: Number.POSITIVE_INFINITY });
    try {
      const answer = await work();
      entries.delete(key);
      const keptUntilMilliseconds = clock.monotonicMilliseconds() + KEPT_MILLISECONDS;
      // What failed for reasons of ours is to be tried again, under the same key.
      if (answer.status < 500) entries.set(key, { fingerprint, answer, keptUntilMilliseconds });
      dropOldest(entries);
      return { answer, replayed: false };
    } catch (error) {
      entries.delete(key);
      throw error;
    }
  };
}

function replay({ fingerprint, answer }: Entry, asked: string): KeptAnswer {
  if (fingerprint !== asked) throw new HttpProblem('idempotency_key_reused');
  if (answer !== undefined) return answer;
  throw new HttpProblem('idempotency_key_in_use', { headers: { 'Retry-After': '5' } });
}

function dropOldest(entries: Map<string, Entry>): void {
  for (const [key, { answer }] of entries) {
    if (entries.size <= MAX_KEPT) return;
    if (answer !== undefined) entries.delete(key);
  }
}

/** What makes two requests the same: their path and the bytes of their body. */
export function fingerprintRequest(path: string, body: Uint8Array): string {
  return createHash('sha256').update(`${path}\n`).update(body).digest('base64url');
}
