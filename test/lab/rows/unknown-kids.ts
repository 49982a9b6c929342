import { notAccepted } from '../observations.js';
import { unavailable } from '../origin-scripts.js';
import type { Row } from '../row.js';
import type { Stand } from '../stand.js';

export const goDown = (stand: Stand) => {
  for (const path of stand.scripts.keys()) stand.scripts.set(path, unavailable);
};

/** The first read is of the warm-up. */
const fetchesSinceWarm = (stand: Stand) => stand.countRequests('/jwks') - 1;

export const unknownKidFlood: Row = {
  id: 'unknown-kid-flood',
  title: '200 tokens with 200 unknown kids in a second',
  unit: 'fetches of the key set',
  atMost: 6,
  durationSeconds: 3,
  acts: [{ atSeconds: 0.2, name: '200 unknown kids', play: (stand) => stand.ask(stand.unknown(200), 1) }],
  observe: (stand) => ({ figure: fetchesSinceWarm(stand) }),
};

export const unknownKidsDown: Row = {
  id: 'unknown-kids-down',
  title: '50 unknown kids within a minute while the provider is down',
  unit: 'attempts at the provider',
  atMost: 7,
  note: 'An attempt is a read of the key set, of the discovery document, or of both.',
  durationSeconds: 60,
  acts: [
    { atSeconds: 0, name: 'down', play: goDown },
    { atSeconds: 0.2, name: '50 unknown kids', play: (stand) => stand.ask(stand.unknown(50), 58) },
  ],
  observe: (stand) => ({
    figure: Math.max(
      fetchesSinceWarm(stand),
      stand.countRequests('/.well-known/openid-configuration', downSince(stand)),
    ),
  }),
};

/** Whoever reads discovery documents read one before. */
const downSince = (stand: Stand) => (stand.requests[1]?.atSeconds ?? 0) + 0.0001;

export const knownKidAfterFailedRefetch: Row = {
  id: 'known-kid-after-failed-refetch',
  title: 'a known key, still good, after an unknown kid made a refetch that failed',
  unit: 'good tokens not accepted of 10',
  atMost: 0,
  private: true,
  durationSeconds: 2,
  acts: [
    { atSeconds: 0, name: 'down', play: goDown },
    { atSeconds: 0.2, name: 'unknown kid', play: (stand) => askUncounted(stand) },
    { atSeconds: 1, name: 'known kid', play: (stand) => stand.ask(tokensOf(stand, 10), 0.5) },
  ],
  observe: notAccepted,
};

async function askUncounted(stand: Stand): Promise<void> {
  await stand.target.present(stand.unknown(1)[0] ?? stand.mint());
}

const tokensOf = (stand: Stand, count: number) => Array.from({ length: count }, () => stand.mint());
