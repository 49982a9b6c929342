import { findBrokenLink } from '../ring/journal.js';
import { listKeys } from '../ring/list-keys.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { GuardsView, JournalView, KeyDesk, KeysView, KeyVerbAnswer } from './key-desk.js';
import { type KeyRequests, type KeyVerb, readKeyRequest } from './key-requests.js';

/**
 * The desk beside the ring itself: what the admin endpoints and the command on its own store both work with.
 * @param actor who asks, for the journal.
 */
export function openRingDesk(ring: IssuerRing, actor: string): KeyDesk {
  return {
    issuer: ring.issuer,
    keys: () => viewKeys(ring),
    guards: () => viewGuards(ring),
    journal: (count) => viewJournal(ring, count),
    perform: (verb, asked) => perform(ring, actor, verb, asked),
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

async function perform<Verb extends KeyVerb>(
  ring: IssuerRing,
  actor: string,
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
  for (const { series, request } of requests)
    outcomes.push({ series, ...(await ring.verbs.perform(request, actor)) });
  return { issuer, outcomes };
}
