import type { FormerKey, GeneratedKey, KeyRing, KeySeries, RingKey, WrappedPrivateKey } from './key-ring.js';
import { findPublished, keyInState, seriesOf } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';
import { assertTransition, TransitionError } from './transitions.js';
import { termsAtFirstSignature, termsAtPublication, termsOf, widenTerms } from './windows.js';

export function publishKey(
  ring: KeyRing,
  policy: SeriesPolicy,
  key: GeneratedKey,
  wrappedPrivateKey: WrappedPrivateKey,
  nowSeconds: number,
): KeyRing {
  if (keyInState(seriesOf(ring, policy.name), 'standby') !== undefined) {
    throw new TransitionError(`series ${policy.name} has a standby already`);
  }
  return addKey(ring, policy, { ...key, state: 'standby', wrappedPrivateKey }, nowSeconds);
}

/** A key as it begins: published, and it never signed. */
export function addKey(
  ring: KeyRing,
  policy: SeriesPolicy,
  key: GeneratedKey & Pick<RingKey, 'state' | 'wrappedPrivateKey' | 'sealedTo'>,
  nowSeconds: number,
): KeyRing {
  if (findPublished(ring, key.kid) !== undefined || ring.former.some((former) => former.kid === key.kid)) {
    throw new TransitionError(`kid ${key.kid} was used before (I7)`);
  }
  assertTransition('generated', key.state, key.kid);
  const published: RingKey = {
    ...key,
    bornAtEpoch: ring.epoch + 1,
    publishedAtSeconds: nowSeconds,
    activatedAtSeconds: null,
    demotedAtSeconds: null,
    inForce: termsAtPublication(policy, ring.formerTerms, nowSeconds),
  };
  return changeSeries(ring, policy.name, (series) => ({ ...series, keys: [...series.keys, published] }));
}

export function activateKey(ring: KeyRing, policy: SeriesPolicy, kid: string, nowSeconds: number): KeyRing {
  if (keyInState(seriesOf(ring, policy.name), 'active') !== undefined) {
    throw new TransitionError(`series ${policy.name} has an active key already (I5)`);
  }
  if (findPublished(ring, kid)?.key.sealedTo !== undefined)
    throw new TransitionError(`key ${kid} is sealed: nothing here could sign with it`);
  return changeKey(ring, kid, (key) => ({
    ...key,
    state: 'active',
    activatedAtSeconds: nowSeconds,
    demotedAtSeconds: null,
    // A key that comes back after a rollback keeps the widest terms: tokens of its first run still live.
    inForce:
      key.activatedAtSeconds === null
        ? termsAtFirstSignature(key, policy)
        : widenTerms({ ...key, state: 'active' }, termsOf(policy)),
  }));
}

export function demoteKey(ring: KeyRing, kid: string, nowSeconds: number): KeyRing {
  return changeKey(ring, kid, (key) => ({ ...key, state: 'retiring', demotedAtSeconds: nowSeconds }));
}

/** Its state, its windows and its kid stay as they are. */
export function rewrapKey(ring: KeyRing, kid: string, wrappedPrivateKey: WrappedPrivateKey): KeyRing {
  const found = findPublished(ring, kid);
  if (found === undefined) throw new TransitionError(`kid ${kid} is not published`);
  return changeSeries(ring, found.series.name, (series) => ({
    ...series,
    keys: series.keys.map((key) => (key.kid === kid ? { ...key, wrappedPrivateKey } : key)),
  }));
}

export interface KeyEnd {
  readonly state: 'removed' | 'revoked';
  readonly atSeconds: number;
  readonly reason: string;
}

/** The private half goes with the key's record: what cannot sign any more is destroyed. */
export function endKey(ring: KeyRing, kid: string, end: KeyEnd): KeyRing {
  const found = findPublished(ring, kid);
  if (found === undefined) return endFormerKey(ring, kid, end);
  assertTransition(found.key.state, end.state, kid);
  const { alg, publicJwk, publishedAtSeconds, activatedAtSeconds, demotedAtSeconds } = found.key;
  const former: FormerKey = {
    kid,
    alg,
    publicJwk,
    series: found.series.name,
    state: end.state,
    publishedAtSeconds,
    activatedAtSeconds,
    demotedAtSeconds,
    endedAtSeconds: end.atSeconds,
    reason: end.reason,
  };
  const without = changeSeries(ring, found.series.name, (series) => ({
    ...series,
    keys: series.keys.filter((key) => key.kid !== kid),
  }));
  return { ...without, former: [...without.former, former] };
}

function endFormerKey(ring: KeyRing, kid: string, end: KeyEnd): KeyRing {
  const former = ring.former.find((key) => key.kid === kid);
  if (former === undefined) throw new TransitionError(`kid ${kid} is not in the ring`);
  assertTransition(former.state, end.state, kid);
  const ended: FormerKey = { ...former, state: end.state, reason: end.reason, endedAtSeconds: end.atSeconds };
  return { ...ring, former: ring.former.map((key) => (key.kid === kid ? ended : key)) };
}

function changeKey(ring: KeyRing, kid: string, change: (key: RingKey) => RingKey): KeyRing {
  const found = findPublished(ring, kid);
  if (found === undefined) throw new TransitionError(`kid ${kid} is not published`);
  const changed = change(found.key);
  assertTransition(found.key.state, changed.state, kid);
  return changeSeries(ring, found.series.name, (series) => ({
    ...series,
    keys: series.keys.map((key) => (key.kid === kid ? changed : key)),
  }));
}

export function changeSeries(ring: KeyRing, name: string, change: (series: KeySeries) => KeySeries): KeyRing {
  if (seriesOf(ring, name) === undefined) throw new TransitionError(`series ${name} is not in the ring`);
  return { ...ring, series: ring.series.map((series) => (series.name === name ? change(series) : series)) };
}
