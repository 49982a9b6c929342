import { type Clock, systemClock } from '@keyturn/shared/clock';
import { profiles } from '@keyturn/shared/profiles';
import type { Verifier } from '../create-verifier.js';
import type { FetchRules } from '../fetch/door.js';
import { openEventStream } from '../fetch/event-stream.js';
import type { Connect } from '../fetch/node.js';
import { settleSeconds } from '../keys/settle-news.js';
import { readEpochs } from './epoch-lines.js';

export interface FollowOptions {
  /** As in the verifier's options. */
  readonly issuer: string;
  /** Default: `/jwks/events` below the issuer. */
  readonly url?: string;
  /** http and loopback, for development. Default false. */
  readonly allowLoopback?: boolean;
  /** Private addresses. Default false. */
  readonly allowPrivateNetwork?: boolean;
  /** PEM of extra roots. */
  readonly tlsCa?: string | readonly string[];
  /** A stream that says nothing for so long is given up, seconds. Default 60: four signs of life. */
  readonly silenceSeconds?: number;
  /**
   * P of the issuer, seconds. Default 10, its default: the news is passed on after so long and up to half as much by chance, when
   * a replica that lags no longer answers with the old set.
   */
  readonly settleSeconds?: number;
  /** Told of every end of a stream. Default: nobody. */
  readonly onEnd?: (failure: Error | undefined) => void;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: the system's network. */
  readonly connect?: Connect;
  /** Uniform in [0, 1). Default: Math.random. */
  readonly draw?: () => number;
}

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 60;
/** An issuer says one line a second at most. More than this is no news, and to read it takes a processor. */
const MAX_CHARACTERS = 64 * 1024;
const FLOOD_SECONDS = 60;

/**
 * Listens to an issuer's event stream and passes each epoch on to the verifier as a hint. Comes again after a pause when
 * the stream ends. The verifier works as well without: nothing here is believed. The answer ends it.
 */
export function followEpochs(verifier: Pick<Verifier, 'hintEpoch'>, options: FollowOptions): () => void {
  const { issuer, clock = systemClock, draw = Math.random, silenceSeconds = 60, onEnd = () => {} } = options;
  const { url = `${issuer.replace(/\/$/, '')}/jwks/events`, connect } = options;
  const rules: FetchRules = {
    allowLoopback: options.allowLoopback ?? false,
    allowPrivateNetwork: options.allowPrivateNetwork ?? false,
    tlsCa: options.tlsCa,
    deadlineMilliseconds: silenceSeconds * 1000,
    maxBodyBytes: Number.POSITIVE_INFINITY,
  };
  let closed = false;
  let failures = 0;
  let hangUp = () => {};
  let cancelTimer = () => {};
  let cancelSettling: (() => void) | undefined;
  /** What came while another epoch settled: the last of them alone, so that a flood is one timer. */
  let nextEpoch: number | undefined;

  function passOn(epoch: number): void {
    const { settleSeconds: publicationDelaySeconds = profiles.default.rotation.publicationDelaySeconds } =
      options;
    if (cancelSettling !== undefined) {
      nextEpoch = epoch;
      return;
    }
    cancelSettling = clock.after(settleSeconds(publicationDelaySeconds, draw()) * 1000, () => {
      cancelSettling = undefined;
      verifier.hintEpoch(issuer, epoch);
      const next = nextEpoch;
      nextEpoch = undefined;
      if (next !== undefined) passOn(next);
    });
  }

  function listen(): void {
    let pending = '';
    let heardCharacters = 0;
    let heardSince = clock.monotonicMilliseconds();
    const watchSilence = () => {
      cancelTimer();
      cancelTimer = clock.after(silenceSeconds * 1000, () => hangUp());
    };
    const isFlood = (text: string) => {
      const now = clock.monotonicMilliseconds();
      if (now - heardSince >= FLOOD_SECONDS * 1000) [heardSince, heardCharacters] = [now, 0];
      heardCharacters += text.length;
      return heardCharacters > MAX_CHARACTERS;
    };
    const onText = (text: string) => {
      if (isFlood(text)) {
        hangUp();
        return;
      }
      watchSilence();
      const read = readEpochs(pending, text);
      for (const epoch of read.epochs) passOn(epoch);
      if (read.epochs.length > 0) failures = 0;
      if (read.pending === null) hangUp();
      else pending = read.pending;
    };
    watchSilence();
    try {
      hangUp = openEventStream({ url, rules, onText, onEnd: comeAgain, connect });
    } catch (failure) {
      comeAgain(failure as Error);
    }
  }

  function comeAgain(failure: Error | undefined): void {
    cancelTimer();
    if (closed) return;
    onEnd(failure);
    // A fleet whose streams end together does not come back together.
    const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** failures) * (0.5 + draw());
    failures += 1;
    cancelTimer = clock.after(pause * 1000, listen);
  }

  listen();
  return () => {
    closed = true;
    cancelTimer();
    cancelSettling?.();
    hangUp();
  };
}
