import type { Measures } from './measures.js';

/** What the runner wants to see for itself. That it could not is noted, and the run goes on. */
export async function lookOr<Seen>(
  measures: Measures,
  otherwise: Seen,
  look: () => Promise<Seen>,
): Promise<Seen> {
  try {
    return await look();
  } catch (error) {
    measures.noteFailedLook(reasonOf(error));
    return otherwise;
  }
}

/** The stable code of what was thrown, or its message: says what failed, never with what. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
