import type { Acted } from '../world/act.js';
import type { Action } from '../world/action.js';
import type { Setting, World } from '../world/world.js';

/** One step of a run, and what it led to. */
export interface Move {
  readonly before: World;
  readonly action: Action;
  readonly after: World;
  readonly verdict: Acted['verdict'];
}

/** Null, or what is broken in words. */
export type MoveProperty = (move: Move, setting: Setting) => string | null;
