import type { ClassFigures, FalseReject } from './figures.js';
import type { PartyClass } from './party-class.js';
import type { RejectClass, Revocations } from './revocations.js';

/** How a refused token counts: `outage` where nobody could have fetched its key. */
export type RejectCounts = RejectClass | 'outage';

type Counted = FalseReject & { readonly partyClass: PartyClass; readonly counts: RejectCounts };

/** Pure: the rejects of a run, class by class. */
export function classFigures(
  triedByClass: ReadonlyMap<PartyClass, number>,
  rejects: readonly Counted[],
  revocations: Pick<Revocations, 'sinceHandOver'>,
): Readonly<Partial<Record<PartyClass, ClassFigures>>> {
  const figuresOf = (partyClass: PartyClass, validTokensTried: number): ClassFigures => {
    const own = rejects.filter((each) => each.partyClass === partyClass);
    const countOf = (counts: RejectCounts) => own.filter((each) => each.counts === counts).length;
    const gaps = own
      .filter(({ counts }) => counts === 'gap')
      .map(({ atSeconds }) => revocations.sinceHandOver(atSeconds));
    return {
      validTokensTried,
      falseRejects: countOf('false'),
      collateralRejects: countOf('collateral'),
      gapRejects: countOf('gap'),
      outageRejects: countOf('outage'),
      gapSeconds: gaps.length === 0 ? null : Math.max(...gaps),
    };
  };
  return Object.fromEntries(
    [...triedByClass].map(([partyClass, tried]) => [partyClass, figuresOf(partyClass, tried)]),
  );
}
