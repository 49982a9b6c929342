import type { KeyObject } from 'node:crypto';
import type { FreshKey } from '../custody/key-custody.js';
import { findBrokenLink } from '../ring/journal.js';
import { listKeys } from '../ring/list-keys.js';
import type { RingRequest } from '../ring/ring-request.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { GuardsView, JournalView, KeyDesk, KeysView, KeyVerbAnswer } from './key-desk.js';
import { type KeyRequests, type KeyVerb, readKeyRequest } from './key-requests.js';

/**
 * The desk beside the ring itself: what the admin endpoints and the command on its own store both work with.
 * @param actor who asks, for the journal.
 * @param recoveryKey the operator's, which opens the cold standby.
 */
export function openRingDesk(ring: IssuerRing, actor: string, recoveryKey?: KeyObject): KeyDesk {
  return {
    issuer: ring.issuer,
    keys: () => viewKeys(ring),
    guards: () => viewGuards(ring),
    journal: (count) => viewJournal(ring, count),
    perform: (verb, asked) => perform(ring, { actor, recoveryKey }, verb, asked),
    close: () => ring.close(),
  };
}

async function viewKeys(ring: IssuerRing): Promise<KeysView> {
  const { ring: settled, nowSeconds } = await ring.look();
  return {
    issuer: ring.issuer,
    epoch: settled.epoch,
    nowSeconds,
    series: ring.policy.series.map(({ name }) => name),
    keys: listKeys(settled, ring.policy),
  };
}

async function viewGuards(ring: IssuerRing): Promise<GuardsView> {
  const { epoch, nowSeconds, series, keys } = await viewKeys(ring);
  const foreseeAll = async <Verb extends KeyVerb>(verb: Verb, asked: KeyRequests[Verb], kid: string | null) =>
    Promise.all(
      readKeyRequest(ring, verb, asked).map(async ({ series: name, request }) => ({
        verb,
        series: name,
        kid,
        ...(await ring.verbs.foresee(request)),
      })),
    );
  const verbs = await Promise.all([
    foreseeAll('prepare', {}, null),
    foreseeAll('rotate', {}, null),
    ...series.map((name) => foreseeAll('rollback', { series: name }, null)),
    ...keys.map(({ kid }) => foreseeAll('retire', { kid }, kid)),
  ]);
  return { issuer: ring.issuer, epoch, nowSeconds, ...(await ring.verbs.outlook()), verbs: verbs.flat() };
}

async function viewJournal(ring: IssuerRing, count: number): Promise<JournalView> {
  const { entries, head, length } = await ring.readJournal();
  return {
    issuer: ring.issuer,
    head,
    length,
    brokenAt: findBrokenLink(entries, head),
    entries: count === 0 ? [] : entries.slice(-count),
  };
}

interface Asker {
  readonly actor: string;
  readonly recoveryKey: KeyObject | undefined;
}

async function perform<Verb extends KeyVerb>(
  ring: IssuerRing,
  { actor, recoveryKey }: Asker,
  verb: Verb,
  asked: KeyRequests[Verb],
): Promise<KeyVerbAnswer> {
  const { issuer } = ring;
  const requests = readKeyRequest(ring, verb, asked);
  if (asked.plan === true) {
    const foreseen = [];
    for (const { series, request } of requests)
      foreseen.push({ series, ...(await ring.verbs.foresee(request)) });
    return { issuer, plan: foreseen };
  }
  const outcomes = [];
  for (const { series, request } of requests) {
    const ready = await unseal(ring, request, recoveryKey);
    outcomes.push({ series, ...(await ring.verbs.perform(ready.request, actor, ready.imported)) });
  }
  return { issuer, outcomes };
}

async function unseal(
  ring: IssuerRing,
  request: RingRequest,
  recoveryKey: KeyObject | undefined,
): Promise<{ readonly request: RingRequest; readonly imported?: FreshKey }> {
  const asksCold = request.verb === 'revoke' && request.replaceWith === 'cold';
  if (!asksCold || recoveryKey === undefined) return { request };
  return ring.verbs.prepareUnsealing({ ...request, recoveryKey });
}
