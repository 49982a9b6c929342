import { readEpoch } from '@keyturn/shared/epoch';

/** More than any event that the issuer sends. */
const MAX_PENDING_CHARACTERS = 4096;

/** What came so far of an event that is not whole; null: too long, the stream is not one of ours. */
export interface ReadLines {
  readonly pending: string | null;
  readonly epochs: readonly number[];
}

/**
 * The epochs in a piece of a stream of Server-Sent Events (HTML standard, section 9.2.6). Pure. Everything that is no
 * epoch is passed over.
 */
export function readEpochs(pending: string, text: string): ReadLines {
  const events = `${pending}${text}`.split('\n\n');
  const rest = events.pop() ?? '';
  const epochs = events.flatMap((event) => epochOf(event) ?? []);
  return { pending: rest.length > MAX_PENDING_CHARACTERS ? null : rest, epochs };
}

function epochOf(event: string): number | undefined {
  const lines = event.split('\n');
  const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length);
  if (!lines.includes('event: epoch') || data === undefined) return undefined;
  try {
    return readEpoch(JSON.parse(data) ?? {});
  } catch {
    return undefined;
  }
}
