import type { EventOutcome } from './event-outcome.js';

/** What can be wrong with a store that answers. */
export type StoreFault = 'wrong-wrapping-key' | 'corrupt' | 'empty';

/** What replicas of one issuer go through, and the store that they share. Replicas count from 0. */
export type ReplicaEvent =
  /** All of them are asked in the same tick. */
  | { readonly atSeconds: number; readonly do: 'rotate-everywhere'; readonly series: string }
  /** Nothing that this replica reads from the store comes back any more. */
  | { readonly atSeconds: number; readonly do: 'freeze-reads'; readonly replica: number }
  | { readonly atSeconds: number; readonly do: 'break-store'; readonly how: StoreFault }
  | { readonly atSeconds: number; readonly do: 'mend-store' }
  /** From now on processes die at the store's writes, before one and after the next; each is started again. */
  | { readonly atSeconds: number; readonly do: 'kill-at-writes' }
  /** Parties that never fetch are given the set by hand, and the one of this name says that it has the standby. */
  | { readonly atSeconds: number; readonly do: 'hand-over'; readonly party: string; readonly series: string }
  /** No process runs, as on a machine that sleeps. */
  | { readonly atSeconds: number; readonly do: 'stop-all' }
  | { readonly atSeconds: number; readonly do: 'start-all' }
  /** Starts one anew with the next policy; `adopt` makes that the ring's by name. */
  | { readonly atSeconds: number; readonly do: 'deploy'; readonly replica: number; readonly adopt: boolean };

/** Who performs them. */
export interface ReplicaStage {
  changeReplicas?(event: ReplicaEvent): Promise<EventOutcome>;
}
