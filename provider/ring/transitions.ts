/** The life of a key. `generated` is a key that no commit has seen yet. */
export type KeyState = 'generated' | 'standby' | 'cold' | 'active' | 'retiring' | 'removed' | 'revoked';

/** Which state may follow which: the whole of the lifecycle. */
export const transitions: Readonly<Record<KeyState, readonly KeyState[]>> = {
  generated: ['standby', 'cold', 'revoked'],
  standby: ['active', 'removed', 'revoked'],
  cold: ['active', 'removed', 'revoked'],
  active: ['retiring', 'revoked'],
  retiring: ['removed', 'active', 'revoked'],
  removed: ['revoked'],
  revoked: [],
};

/** Thrown when code asks for a transition that the table does not have: a defect, never an answer to a user. */
export class TransitionError extends Error {
  override name = 'TransitionError';
}

export function assertTransition(from: KeyState, to: KeyState, kid: string): void {
  if (!transitions[from].includes(to))
    throw new TransitionError(`key ${kid}: ${from} -> ${to} is no transition`);
}
