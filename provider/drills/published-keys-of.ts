import type { Provider } from '../create-provider.js';
import type { DrilledIssuer } from '../drill-desk/drill.js';
import type { PublishedKey } from '../scenario/world.js';

/** Whose ring it is. */
export type OneIssuer = { issuer(): Pick<DrilledIssuer, 'ring'> };

/** The keys of a series as this provider has them. */
export async function publishedKeys(provider: OneIssuer, series: string): Promise<readonly PublishedKey[]> {
  const { ring } = await provider.issuer().ring.servable();
  const keys = ring.series.find(({ name }) => name === series)?.keys ?? [];
  return keys.map(({ kid, state }) => ({ kid, state }));
}

/** Of keys of any series that are published and sign no more. */
export async function retiringKids(provider: OneIssuer): Promise<readonly string[]> {
  const { ring } = await provider.issuer().ring.servable();
  const keys = ring.series.flatMap((series) => series.keys);
  return keys.filter(({ state }) => state === 'retiring').map(({ kid }) => kid);
}

/** Health says that the public address lags behind the ring by more than P. */
export function seesLateSet(provider: Provider): boolean {
  return provider
    .issuer()
    .ring.health()
    .reasons.some(({ code }) => code === 'publication_late');
}
