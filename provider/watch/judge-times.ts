import { type Finding, find } from './finding.js';
import { leastRetentionSeconds, requiredBy } from './required.js';
import type { KeyRecord, WatchState } from './watch-state.js';

/** I1 and I3, of every key whose moments were seen; and whether the next one can be seen by anybody. */
export function judgeTimes(state: WatchState): Finding[] {
  return [
    ...[...state.keys.values()].flatMap((record) => [...judgeLead(state, record), ...judgeRetention(record)]),
    ...judgeStandby(state),
  ];
}

/** The longest that the lead can have been: from the last set without the key to the first token seen of it. */
function judgeLead(state: WatchState, record: KeyRecord): Finding[] {
  const { name, absentUntilSeconds, publishedFromSeconds, signedFirstSeconds } = record;
  if (absentUntilSeconds === undefined || publishedFromSeconds === undefined) return [];
  if (signedFirstSeconds === undefined) return [];
  const leadSeconds = signedFirstSeconds - absentUntilSeconds;
  const { leastLeadSeconds, fleetLeadSeconds } = requiredBy(state);
  const said =
    leadSeconds < 0
      ? `The key ${name} signed ${Math.ceil(-leadSeconds)} s or more before it was published`
      : `The key ${name} signed at most ${Math.floor(leadSeconds)} s after it was published`;
  if (leadSeconds < leastLeadSeconds)
    return [
      find('lead_too_short', `${said}; copies without it were in use for ${leastLeadSeconds} s.`, {
        kid: name,
        terms: {
          leadSeconds,
          leastLeadSeconds,
          maxAgeSeconds: state.longestMaxAgeSeconds ?? 0,
        },
      }),
    ];
  if (leadSeconds < fleetLeadSeconds)
    return [
      find('lead_below_fleet', `${said}; verifiers that ignore cache headers need ${fleetLeadSeconds} s.`, {
        kid: name,
        terms: { leadSeconds, fleetLeadSeconds },
      }),
    ];
  return [];
}

/** The longest that the retention can have been: from the last token seen of the key to the first set without it. */
function judgeRetention(record: KeyRecord): Finding[] {
  const { name, withdrawnFromSeconds, signedLastSeconds, longestTokenSeconds } = record;
  if (withdrawnFromSeconds === undefined || signedLastSeconds === undefined) return [];
  if (longestTokenSeconds === undefined) return [];
  const retentionSeconds = withdrawnFromSeconds - signedLastSeconds;
  const required = leastRetentionSeconds(longestTokenSeconds);
  if (retentionSeconds >= required) return [];
  return [
    find(
      'retention_too_short',
      `The key ${name} was withdrawn at most ${Math.max(0, Math.floor(retentionSeconds))} s after it signed; its tokens live ${longestTokenSeconds} s, so ${required} s are needed.`,
      {
        kid: name,
        terms: {
          retentionSeconds,
          leastRetentionSeconds: required,
          maxTokenLifetimeSeconds: longestTokenSeconds,
        },
      },
    ),
  ];
}

function judgeStandby({ keySet, keys, token }: WatchState): Finding[] {
  if (keySet === undefined || keySet.keys.length === 0) return [];
  const named = keySet.keys.find(({ kid }) => kid !== undefined && kid === token?.kid);
  // Without a token any second key may be the next one: what is not certain is not found.
  const signer = named ?? (keySet.keys.length === 1 ? keySet.keys[0] : undefined);
  if (signer === undefined) return [];
  const waiting = keySet.keys.filter(
    (key) =>
      key !== signer &&
      keys.get(key.kid ?? key.thumbprint)?.signedFirstSeconds === undefined &&
      key.kty === signer.kty &&
      (key.alg === undefined || signer.alg === undefined || key.alg === signer.alg),
  );
  if (waiting.length > 0) return [];
  const said =
    keySet.keys.length === 1
      ? 'The set holds one key'
      : `Every key of the set that could follow ${signer.kid} has signed already`;
  return [
    find('standby_missing', `${said}; nobody can know the next one before it is published.`, {
      kid: signer.kid,
      terms: { keys: keySet.keys.length },
    }),
  ];
}
