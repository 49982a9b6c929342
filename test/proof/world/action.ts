import type { Replacement } from '../../../provider/ring/decide-revocation.js';

/** Who answers a fetch: a replica, or nobody. */
export type Answer = number | 'fails';

/** What a replica is asked to decide. */
export type Verb =
  | { readonly verb: 'tick' | 'rotate' | 'roll-back' | 'adopt' }
  | { readonly verb: 'retire'; readonly kid: string }
  | { readonly verb: 'revoke'; readonly kid: string; readonly replaceWith: Replacement };

/** One step of a run. Between any two, a replica may crash. */
export type Action =
  | { readonly do: 'pass'; readonly seconds: number }
  /** The replica reads the store. */
  | { readonly do: 'read'; readonly replica: number }
  /** The store shows the replica nothing, as an empty volume does. */
  | { readonly do: 'read-nothing'; readonly replica: number }
  /** It reads, decides and stamps a change, which is committed at once or by a step of its own. */
  | ({ readonly do: 'decide'; readonly replica: number; readonly atOnce: boolean } & Verb)
  | { readonly do: 'commit'; readonly replica: number }
  /** Its process dies, and is started again with the policy it is given. */
  | { readonly do: 'restart'; readonly replica: number; readonly policy: number }
  /** A token of this kid, good or forged, comes to a party, which fetches where its plan says so. */
  | { readonly do: 'present'; readonly party: number; readonly kid: string; readonly answer: Answer }
  /** The timer of a party. */
  | { readonly do: 'wake'; readonly party: number; readonly answer: Answer }
  /** A verified token told the party of this epoch, its wait is over. */
  | { readonly do: 'hint'; readonly party: number; readonly epoch: number; readonly answer: Answer };
