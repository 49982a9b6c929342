import { type Authorities, type Authority, BACKDATED_SECONDS } from './authority-ranks.js';
import { type RootTerms, rootRemovableAtSeconds, rootUsableAtSeconds } from './plan-root-change.js';

/** What the built-in CA's certificates have to reckon with. Whole seconds. */
export interface AuthorityTerms extends RootTerms {
  /** The longest life of a signer's certificate. */
  readonly leafLifetimeSeconds: number;
}

type Roots = Pick<Authorities, 'roots'>;

/** A root is offered to relying parties from the second on in which it is made. The first of all needs no wait: nobody knows another. */
function usableAtSeconds({ roots }: Roots, root: Authority, terms: RootTerms): number {
  if (root === roots[0]) return Number.NEGATIVE_INFINITY;
  const publishedAtSeconds = root.life.notBeforeSeconds + BACKDATED_SECONDS;
  return rootUsableAtSeconds({ publishedAtSeconds, lastSignedAtSeconds: null }, terms);
}

/** The root that certifies now: the newest that X3 allows. */
export function rootInUse(authorities: Roots, nowSeconds: number, terms: RootTerms): Authority | undefined {
  return authorities.roots.findLast((root) => usableAtSeconds(authorities, root, terms) <= nowSeconds);
}

/** The roots that relying parties should know now: those in use, those to come, and the old ones while they matter (X3). */
export function rootsToOffer(
  authorities: Roots,
  nowSeconds: number,
  terms: AuthorityTerms,
): readonly Authority[] {
  const { roots } = authorities;
  return roots.filter((_, at) => {
    const successor = roots[at + 1];
    if (successor === undefined) return true;
    // Certificates from before the change sign until they end.
    const lastSignedAtSeconds = usableAtSeconds(authorities, successor, terms) + terms.leafLifetimeSeconds;
    const removable = rootRemovableAtSeconds({ publishedAtSeconds: 0, lastSignedAtSeconds }, terms);
    return removable === null || nowSeconds < removable;
  });
}

/**
 * The intermediate that certifies signers now: the newest under this root whose revocation list every relying party had time
 * to read. Who keeps lists refuses what none of them speaks of, so an intermediate waits for as long as a root (X3). The
 * first of all needs no wait. Undefined where none under this root may certify yet.
 */
export function intermediateInUse(
  { intermediates }: Pick<Authorities, 'intermediates'>,
  root: Authority,
  nowSeconds: number,
  terms: RootTerms,
): Authority | undefined {
  return intermediates.findLast((each) => {
    if (!isUnder(each, root)) return false;
    const publishedAtSeconds = each.life.notBeforeSeconds + BACKDATED_SECONDS;
    const usableAt = rootUsableAtSeconds({ publishedAtSeconds, lastSignedAtSeconds: null }, terms);
    return each === intermediates[0] || usableAt <= nowSeconds;
  });
}

/** Whether this root should have another intermediate: it has none, or the newest is past half of its life. */
export function isIntermediateDue(
  { intermediates }: Pick<Authorities, 'intermediates'>,
  root: Authority,
  nowSeconds: number,
): boolean {
  const newest = intermediates.findLast((each) => isUnder(each, root));
  return (
    newest === undefined || nowSeconds >= (newest.life.notBeforeSeconds + newest.life.notAfterSeconds) / 2
  );
}

function isUnder(intermediate: Authority, root: Authority): boolean {
  return intermediate.certificate.verify(root.certificate.publicKey);
}
