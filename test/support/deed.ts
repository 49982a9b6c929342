import type { Replacement } from '../../provider/ring/decide-revocation.js';
import type { RotationPolicy } from '../../provider/ring/policy.js';
import type { Trouble } from './observatory.js';

/** What happens next in a run. Numbers that pick are taken modulo what there is to pick from. */
export type Deed =
  | { readonly do: 'wait'; readonly seconds: number }
  /** Waits for the next change that the plan foresees, and a little less or more: the edges are where bounds break. */
  | { readonly do: 'wait-until-due'; readonly offsetSeconds: number }
  | { readonly do: 'tick' }
  | { readonly do: 'foreign-tick'; readonly policy: RotationPolicy }
  | { readonly do: 'prepare' | 'rotate'; readonly pick: number }
  /** To the key that signed last, or by name to the one that leaves the set first. */
  | { readonly do: 'roll-back'; readonly pick: number; readonly oldest: boolean }
  | { readonly do: 'retire'; readonly pick: number }
  | { readonly do: 'revoke'; readonly pick: number; readonly replaceWith: Replacement }
  /** A key of another issuer: a standby, or with the life of its earlier tokens one that signs from now on. */
  | { readonly do: 'import'; readonly pick: number; readonly earlierSeconds: number | null }
  /** A pinned party of the key's series, or nobody of that name, says that it has the key. */
  | { readonly do: 'acknowledge'; readonly pick: number; readonly party: string }
  | { readonly do: 'adopt'; readonly policy: RotationPolicy }
  | { readonly do: 'confirm-clock' }
  | Trouble;
