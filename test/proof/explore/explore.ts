import { createHash } from 'node:crypto';
import { checkMove, type Violation } from '../properties/check-move.js';
import { act } from '../world/act.js';
import type { Action } from '../world/action.js';
import type { Setting, World } from '../world/world.js';
import { nameState } from './name-state.js';

export interface Exploration {
  /** States that differ in something that can still matter. */
  readonly states: number;
  /** Steps that were taken, each checked. */
  readonly moves: number;
  /** Every run of so many steps was looked at. */
  readonly steps: number;
  readonly counterexample: Counterexample | undefined;
}

/** The shortest run that breaks a property. */
export interface Counterexample extends Violation {
  readonly actions: readonly Action[];
}

interface Node {
  readonly parent: Node | undefined;
  readonly action: Action | undefined;
}

/**
 * Breadth first, so that what is found first is the shortest. A state is kept as a hash of its name; only those that wait to
 * be looked at are held whole.
 */
export function explore(
  start: World,
  setting: Setting,
  actionsOf: (world: World) => readonly Action[],
  atMostStates: number,
): Exploration {
  const seen = new Set([hashOf(nameState(start, setting))]);
  let layer: { readonly world: World; readonly node: Node }[] = [
    { world: start, node: { parent: undefined, action: undefined } },
  ];
  let [moves, steps] = [0, 0];
  while (layer.length > 0) {
    const next: typeof layer = [];
    for (const { world, node } of layer)
      for (const action of actionsOf(world)) {
        const { world: after, verdict } = act(world, action, setting);
        moves += 1;
        const child = { parent: node, action };
        const violation = checkMove({ before: world, action, after, verdict }, setting);
        if (violation !== null) {
          const counterexample = { ...violation, actions: actionsTo(child) };
          return { states: seen.size, moves, steps, counterexample };
        }
        const hash = hashOf(nameState(after, setting));
        if (seen.has(hash)) continue;
        if (seen.size >= atMostStates) return { states: seen.size, moves, steps, counterexample: undefined };
        seen.add(hash);
        next.push({ world: after, node: child });
      }
    layer = next;
    steps += 1;
  }
  return { states: seen.size, moves, steps, counterexample: undefined };
}

function actionsTo(node: Node): readonly Action[] {
  const actions: Action[] = [];
  for (let at: Node | undefined = node; at?.action !== undefined; at = at.parent) actions.push(at.action);
  return actions.reverse();
}

function hashOf(name: string): string {
  return createHash('sha1').update(name).digest('base64').slice(0, 16);
}
