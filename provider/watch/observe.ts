import { longest } from './longest.js';
import { observeKeys } from './observe-keys.js';
import type { Sample, TokenSample } from './sample.js';
import type { WatchState } from './watch-state.js';

/** Adds one look to what was seen. Pure; samples come in the order of time. */
export function observe(state: WatchState, sample: Sample): WatchState {
  switch (sample.kind) {
    case 'failed':
      return { ...state, failures: { ...state.failures, [sample.read]: sample } };
    case 'discovery':
      return { ...state, failures: without(state, 'discovery'), discovery: sample };
    case 'keys':
      return { ...observeKeys(state, sample), failures: without(state, 'keys') };
    case 'token':
      return { ...observeToken(state, sample), failures: without(state, 'token') };
  }
}

function without({ failures }: WatchState, read: keyof WatchState['failures']) {
  const { [read]: _, ...others } = failures;
  return others;
}

/** A difference below it may be the second that `Date` is cut to, and the way. */
const SEEN_OFFSET_SECONDS = 2;

function observeToken(state: WatchState, sample: TokenSample): WatchState {
  const { issuedAtSeconds: issuedAt, expiresAtSeconds: expiresAt } = sample;
  const lifetime =
    issuedAt === undefined || expiresAt === undefined ? undefined : Math.max(0, expiresAt - issuedAt);
  const seen = {
    ...state,
    token: sample,
    ...longest('longestTokenSeconds', state.longestTokenSeconds, lifetime),
  };
  // What another issuer or another key signed says nothing about this one's.
  if (sample.kid === undefined || sample.signature === 'invalid' || sample.issuer !== state.issuer)
    return seen;
  const offset = state.keySet?.offsetSeconds ?? 0;
  const shift = Math.abs(offset) > SEEN_OFFSET_SECONDS ? offset : 0;
  // The command may hand out a token that it kept: `iat` says when its key signed.
  const signedAt = Math.min(sample.atSeconds, (issuedAt ?? sample.atSeconds) - shift);
  const before = state.keys.get(sample.kid) ?? { name: sample.kid, thumbprints: [] };
  const record = {
    ...before,
    signedFirstSeconds: Math.min(before.signedFirstSeconds ?? signedAt, signedAt),
    signedLastSeconds: Math.max(before.signedLastSeconds ?? signedAt, signedAt),
    ...longest('longestTokenSeconds', before.longestTokenSeconds, lifetime),
  };
  return { ...seen, keys: new Map(seen.keys).set(sample.kid, record) };
}
