import { policyOf } from '../../provider/ring/policy.js';
import { signingKey } from '../../provider/ring/published-keys.js';
import type { RingHistory, ServedBody } from './ring-history.js';
import { servedBodies } from './ring-history.js';
import type { Stretch } from './terms-over-time.js';
import { adoptionsAfter, lengthen, termsThen, widestLagSeconds } from './terms-over-time.js';

/** Signatures by one key, one each second of a stretch; `seconds` is how long each is valid somewhere. */
interface Signatures extends Stretch {
  readonly kid: string;
  readonly versionIndex: number;
}

/**
 * COV, the master invariant: looks for a good token that some party must refuse, because a copy that it may be using
 * lacks the key. Replicas sign with what they saw up to L ago, bodies lag by P + Z, copies are held for S, tokens live
 * for T, clocks are off by D. Answers null, or the token and the copy in words.
 */
export function findUncovered(history: RingHistory): string | null {
  const names = new Set(history.versions.flatMap(({ ring }) => ring.series.map(({ name }) => name)));
  for (const name of names) {
    const copies = copiesOf(history, name);
    for (const signed of signaturesOf(history, name)) {
      const found = copies.find((copy) => refuses(history, signed, copy));
      if (found !== undefined) return describe(signed, found);
    }
  }
  return null;
}

interface Copies {
  readonly body: ServedBody;
  /** When such a copy is fetched, and for how long it is used. */
  readonly held: Stretch;
}

function copiesOf(history: RingHistory, name: string): Copies[] {
  const termsOf = history.versions.map((version) => termsThen(version, name));
  const lag = (index: number) => termsOf[index]?.lagSeconds ?? 0;
  return servedBodies(history, lag).flatMap((body) => {
    const raises = adoptionsAfter(history, body.versionIndex).map((each) => ({
      atSeconds: each.fromSeconds,
      seconds: termsThen(each, name).holdSeconds,
    }));
    const seconds = termsOf[body.versionIndex]?.holdSeconds ?? 0;
    return lengthen({ from: body.fromSeconds, to: body.toSeconds, seconds }, raises).map((held) => ({
      body,
      held,
    }));
  });
}

function signaturesOf(history: RingHistory, name: string): Signatures[] {
  return history.versions.flatMap((version, versionIndex) => {
    const key = signingKey(version.ring, name, version.fromSeconds);
    if (key === undefined || policyOf(version.policy, name) === undefined) return [];
    const terms = termsThen(version, name);
    const raises = adoptionsAfter(history, versionIndex)
      .filter(({ policy }) => policyOf(policy, name) !== undefined)
      .map((each) => ({
        // A wider leeway reaches parties no sooner than the news of it reaches every replica.
        atSeconds: each.fromSeconds + widestLagSeconds(history.versions),
        seconds:
          terms.lifetimeSeconds + termsThen(each, name).lifeSeconds - termsThen(each, name).lifetimeSeconds,
      }));
    const to = version.untilSeconds + terms.leaseSeconds;
    return lengthen({ from: version.fromSeconds, to, seconds: terms.lifeSeconds }, raises).map((stretch) => ({
      ...stretch,
      kid: key.kid,
      versionIndex,
    }));
  });
}

/** Some token of these meets some such copy while both live, the copy lacks its key, and nothing excuses that. */
function refuses(history: RingHistory, signed: Signatures, { body, held }: Copies): boolean {
  if (held.seconds < 1 || signed.seconds < 1 || body.kids.has(signed.kid)) return false;
  const meet = signed.from - held.seconds < held.to && held.from < signed.to + signed.seconds;
  return meet && !isExcused(history, signed.kid, body.versionIndex);
}

/** A revoked key is meant to be refused, and an emergency does not wait for its replacement to be known. */
function isExcused({ versions, emergencyKids }: RingHistory, kid: string, versionIndex: number): boolean {
  const former = versions[versionIndex]?.ring.former.find((key) => key.kid === kid);
  if (former !== undefined) return former.state === 'revoked';
  const publishedLater = versions.findIndex(({ ring }) =>
    ring.series.some(({ keys }) => keys.some((key) => key.kid === kid)),
  );
  return emergencyKids.has(kid) && versionIndex < publishedLater;
}

function describe(signed: Signatures, { body, held }: Copies): string {
  return (
    `${signed.kid} signs at ${signed.from}..${signed.to} as of version ${signed.versionIndex}, valid for ${signed.seconds} s; ` +
    `a copy of version ${body.versionIndex} fetched at ${held.from}..${held.to} and used for ${held.seconds} s lacks it`
  );
}
