import type { Deed } from '../../support/deed.js';

/** A deed of a ring's history, for a person. */
export function tellDeed(deed: Deed): string {
  switch (deed.do) {
    case 'wait':
      return `${deed.seconds} s pass`;
    case 'wait-until-due':
      return `it is ${toEdge(deed.offsetSeconds)} the next change that the plan foresees`;
    case 'roll-back':
      return deed.oldest ? 'an operator rolls back to the key that leaves first' : 'an operator rolls back';
    case 'revoke':
      return `an operator revokes a key and replaces it by ${deed.replaceWith}`;
    case 'adopt':
      return 'another policy is adopted';
    case 'foreign-tick':
      return 'a replica that is configured with another policy ticks';
    case 'import':
      return 'a key of another issuer is imported';
    case 'tick':
      return 'a replica ticks';
    case 'look':
      return 'the issuer looks at its public address';
    case 'freeze-edge':
      return 'what stands before the public address keeps the set as it is';
    case 'thaw-edge':
      return 'the public address shows the set of the ring again';
    case 'step-clock':
      return 'the clock is set by ten minutes, and seen to be';
    case 'fail-signer':
      return 'the signer of a key fails';
    case 'mend-signers':
      return 'all signers are well again';
    default:
      return `an operator asks to ${deed.do}`;
  }
}

function toEdge(offsetSeconds: number): string {
  if (offsetSeconds === 0) return 'time for';
  return `${Math.abs(offsetSeconds)} s ${offsetSeconds < 0 ? 'before' : 'after'}`;
}
