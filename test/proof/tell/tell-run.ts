import { act } from '../world/act.js';
import type { Action, Answer } from '../world/action.js';
import { shownBy } from '../world/shown.js';
import type { Setting, World } from '../world/world.js';

/** A run step by step, with the instants counted from its start and what became of the ring. */
export function tellRun(start: World, actions: readonly Action[], setting: Setting): readonly string[] {
  let world = start;
  const lines = [`0 s: ${keysOf(start)}`];
  for (const [index, action] of actions.entries()) {
    const { world: after, verdict } = act(world, action, setting);
    const changed = keysOf(after) !== keysOf(world) || after.ring !== world.ring;
    world = after;
    // Of seconds that pass one after the other, only those that change something are told.
    if (action.do === 'pass' && !changed && actions[index + 1]?.do === 'pass') continue;
    const at = `${world.nowSeconds - start.nowSeconds} s`;
    const what = action.do === 'pass' ? 'time passes' : tellAction(action);
    lines.push([at, what, verdict ?? [], changed ? keysOf(world) : []].flat().join(': '));
  }
  return lines;
}

function keysOf({ ring, nowSeconds }: World): string {
  const keys = shownBy(ring, nowSeconds).settled.series.flatMap((series) => series.keys);
  return keys.map(({ kid, state }) => `${kid} ${state}`).join(', ') || 'no key';
}

function tellAction(action: Exclude<Action, { do: 'pass' }>): string {
  switch (action.do) {
    case 'read':
      return `replica ${action.replica + 1} reads the store`;
    case 'read-nothing':
      return `the store shows replica ${action.replica + 1} nothing`;
    case 'decide': {
      const what = 'kid' in action ? `${action.verb} ${action.kid}` : action.verb;
      const how = 'replaceWith' in action ? ` by ${action.replaceWith}` : '';
      return `replica ${action.replica + 1} ${action.atOnce ? 'does' : 'decides'} ${what}${how}`;
    }
    case 'commit':
      return `replica ${action.replica + 1} commits`;
    case 'restart':
      return `replica ${action.replica + 1} dies and starts with policy ${action.policy + 1}`;
    case 'present':
      return `party ${action.party + 1} is shown a token of ${action.kid}, ${tellAnswer(action.answer)}`;
    case 'wake':
      return `party ${action.party + 1} wakes, ${tellAnswer(action.answer)}`;
    case 'hint':
      return `party ${action.party + 1} hears of epoch ${action.epoch}, ${tellAnswer(action.answer)}`;
  }
}

const tellAnswer = (answer: Answer): string =>
  answer === 'fails' ? 'a fetch would fail' : `a fetch would be answered by replica ${answer + 1}`;
