/** The types of the shipped functions that have mutants. Types alone: nothing is loaded by this. */
export type Shared = {
  bounds: typeof import('@keyturn/shared/rotation-bounds');
  jwk: typeof import('@keyturn/shared/public-jwk');
  headers: typeof import('@keyturn/shared/cache-headers');
};

export type Guards = typeof import('../../../provider/ring/check-guards.js');

export type Rings = {
  windows: typeof import('../../../provider/ring/windows.js');
  cold: typeof import('../../../provider/ring/cold-standby.js');
  pinned: typeof import('../../../provider/ring/pinned-parties.js');
  public: typeof import('../../../provider/ring/public-view.js');
  clock: typeof import('../../../provider/ring/clock-step.js');
  signers: typeof import('../../../provider/ring/signer-health.js');
  settle: typeof import('../../../provider/ring/settle.js');
  steps: typeof import('../../../provider/ring/steps.js');
  changes: typeof import('../../../provider/ring/key-changes.js');
  revocation: typeof import('../../../provider/ring/decide-revocation.js');
  published: typeof import('../../../provider/ring/published-keys.js');
};

export type Replicas = {
  limits: typeof import('../../../provider/rotator/view-limits.js');
  own: typeof import('../../../provider/rotator/read-own-ring.js');
};

export type Parties = Pick<typeof import('@keyturn/relying-party/plan'), 'judgeSet' | 'canRefetch'>;
