import type { RingStore } from '../../provider/stores/ring-store.js';
import type { ProviderProcess } from './provider-process.js';

/** In or after which write a process is killed. */
export interface KillPoint {
  /** The first is 1. */
  readonly write: number;
  /** `half`: in the write, as far as a write can be half done. `whole`: after it, before its writer hears of it. */
  readonly how: 'half' | 'whole';
}

/** One kind of store, with a seam at which processes are killed in each of their writes. */
export interface KillableStore {
  readonly name: string;
  /** As the configuration names it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** What a process loads before the command, so that it can die there; nothing where the seam lies outside of it. */
  preload(point: KillPoint): readonly string[];
  /** From now on the process dies where it is said. */
  arm(process: ProviderProcess, point: KillPoint): void;
  /** A look at the store that goes by no seam. */
  open(issuer: string): Promise<RingStore>;
  close(): Promise<void>;
}
