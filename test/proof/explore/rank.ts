/** The youngest is 0, whatever keys there were between. Of a kid that is nowhere, its own name. */
export function rankKids(kids: readonly string[]): (kid: string) => number {
  const serials = [...new Set(kids.map(serialOf))].sort((a, b) => b - a);
  const ranks = new Map(serials.map((serial, rank) => [serial, rank]));
  return (kid) => ranks.get(serialOf(kid)) ?? -1;
}

const serialOf = (kid: string): number => Number(kid.slice('key-'.length));

/** More than the keys of a ring that fall due by time alone: each raises the epoch by one, and no order is lost. */
const LARGEST_GAP = 4;

/** Counted down from the highest, with gaps that are larger than any that could close by time alone made small. */
export function rankEpochs(epochs: readonly number[]): (epoch: number) => number {
  const ranks = new Map<number, number>();
  let [rank, above] = [0, Number.NaN];
  for (const epoch of [...new Set(epochs)].sort((a, b) => b - a)) {
    if (!Number.isNaN(above)) rank += Math.min(LARGEST_GAP, above - epoch);
    ranks.set(epoch, rank);
    above = epoch;
  }
  return (epoch) => ranks.get(epoch) ?? -1;
}
