import { FetchFailure } from './fetch-failure.js';

/**
 * Reads a body as it comes and gives up at the cap, so that no more than the cap is ever held. Leaving the loop early
 * closes the stream, which hangs up.
 * @throws FetchFailure `body_too_large`.
 */
export async function readCapped(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new FetchFailure('body_too_large', `The body is over ${maxBytes} bytes.`);
    parts.push(chunk);
  }
  return join(parts, length);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
