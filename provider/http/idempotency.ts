import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { KeptAnswer } from './kept-answer.js';
import { HttpProblem } from './problem.js';

/** Where answers are kept. */
export interface AnswerMemory {
  addIfAbsent(namespace: string, key: string, ttlSeconds: number, value: unknown): Promise<boolean>;
  get(namespace: string, key: string): Promise<unknown>;
  set(namespace: string, key: string, value: unknown, ttlSeconds: number): Promise<void>;
  remove(namespace: string, key: string): Promise<void>;
}

const NAMESPACE = 'idempotency';
const KEPT_SECONDS = 3600;
/** Longer than any verb runs: a process that was killed while it worked holds its key for so long. */
const RUNNING_SECONDS = 600;
const KEY = /^[\x21-\x7e]{1,128}$/;

const entrySchema = z.object({
  fingerprint: z.string(),
  /** None while the first request runs. */
  answer: z
    .object({
      status: z.number(),
      headers: z.record(z.string(), z.string()),
      contentType: z.string(),
      body: z.string(),
    })
    .optional(),
});

/**
 * The answers to requests with an `Idempotency-Key`: the same key gets the same answer for an hour, a second request
 * meanwhile 409, another request under the key 422 (draft-ietf-httpapi-idempotency-key-header). In whichever process, as
 * far as they share the memory.
 */
export function createIdempotency(memory: AnswerMemory) {
  return async (
    key: string,
    fingerprint: string,
    work: () => Promise<KeptAnswer>,
  ): Promise<{ answer: KeptAnswer; replayed: boolean }> => {
    if (!KEY.test(key))
      throw new HttpProblem('idempotency_key_invalid', { detail: '1 to 128 visible ASCII' });
    if (!(await memory.addIfAbsent(NAMESPACE, key, RUNNING_SECONDS, { fingerprint })))
      return { answer: replay(await memory.get(NAMESPACE, key), fingerprint), replayed: true };
    // The work is done whether or not that can be kept; a key that could not be is in use until its time is over.
    const release = () => memory.remove(NAMESPACE, key).catch(() => {});
    const answer = await work().catch(async (error: unknown) => {
      await release();
      throw error;
    });
    // What failed for reasons of ours is to be tried again, under the same key.
    if (answer.status >= 500) await release();
    else await memory.set(NAMESPACE, key, { fingerprint, answer }, KEPT_SECONDS).catch(() => {});
    return { answer, replayed: false };
  };
}

/** An entry that went meanwhile was of a request that failed: whoever asks again may try. */
function replay(entry: unknown, asked: string): KeptAnswer {
  const { fingerprint, answer } = entrySchema.safeParse(entry).data ?? {};
  if (fingerprint !== undefined && fingerprint !== asked) throw new HttpProblem('idempotency_key_reused');
  if (answer !== undefined) return answer;
  throw new HttpProblem('idempotency_key_in_use', { headers: { 'Retry-After': '5' } });
}

/** What makes two requests the same: their path and the bytes of their body. */
export function fingerprintRequest(path: string, body: Uint8Array): string {
  return createHash('sha256').update(`${path}\n`).update(body).digest('base64url');
}
