import type { KeyRing } from '../ring/key-ring.js';
import { ringSchema } from './ring-schema.js';
import { StoreError } from './ring-store.js';

/** Far above any ring, whose former keys leave it: what is larger is something else. */
export const MAX_RING_BYTES = 16 * 1024 * 1024;

/**
 * Reads a stored ring. Throws StoreError `ring_unreadable`, which tells where the document is wrong and never what is
 * written there.
 */
export function parseRing(text: string): KeyRing {
  if (Buffer.byteLength(text) > MAX_RING_BYTES) throw unreadable(`it is larger than ${MAX_RING_BYTES} bytes`);
  const parsed = ringSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(`it is wrong at ${issue?.path.join('.') || 'its top'}`);
}

/**
 * The text to commit in place of the ring with `expectedEpoch` (null: of none). What could not be read back is never
 * written: throws StoreError `ring_unreadable`, and RangeError where the epoch does not rise (I11), which is a defect.
 */
export function formatCommit(expectedEpoch: number | null, next: KeyRing): string {
  if (expectedEpoch !== null && next.epoch <= expectedEpoch)
    throw new RangeError(`epoch ${next.epoch} is no higher than ${expectedEpoch}`);
  const text = JSON.stringify(next);
  parseRing(text);
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the document.
    throw unreadable('it is no JSON');
  }
}

function unreadable(why: string): StoreError {
  return new StoreError('ring_unreadable', `the ring document cannot be used: ${why}`);
}
