import type { Action, Answer, Verb } from '../world/action.js';
import { shownBy } from '../world/shown.js';
import type { PartyKind, Replica, Setting, World } from '../world/world.js';

/** What may happen in an exploration. */
export interface Scope {
  readonly verbs: readonly (Verb['verb'] | 'revoke-fresh')[];
  /** A change is stamped in one step and committed in another, with anything in between. */
  readonly splitCommits: boolean;
  readonly crashes: boolean;
  readonly emptyReads: boolean;
  /** Tokens of any kid come to the verifier, and of a kid that there never was. */
  readonly strangers: boolean;
  readonly parties: readonly PartyKind[];
}

/** Every step that may be next. */
export function actionsIn(scope: Scope, setting: Setting): (world: World) => readonly Action[] {
  return (world) => [
    { do: 'pass', seconds: 1 },
    ...world.replicas.flatMap((replica, index) => replicaActions(world, replica, index, scope, setting)),
    ...world.parties.flatMap((_, index) => partyActions(world, index, scope)),
  ];
}

function replicaActions(
  world: World,
  replica: Replica,
  index: number,
  scope: Scope,
  setting: Setting,
): readonly Action[] {
  const { view, draft, policy } = replica;
  const isNew = view?.ring === world.ring && view.heldAtSeconds === world.nowSeconds;
  const policies = setting.policies.map((_, at) => at);
  return [
    ...(isNew ? [] : [{ do: 'read', replica: index } as const]),
    ...(draft === undefined ? decisions(world, index, scope) : [{ do: 'commit', replica: index } as const]),
    ...(scope.crashes && (view !== undefined || draft !== undefined)
      ? [{ do: 'restart', replica: index, policy } as const]
      : []),
    ...policies
      .filter((at) => at !== policy)
      .map((at) => ({ do: 'restart', replica: index, policy: at }) as const),
    ...(scope.emptyReads ? [{ do: 'read-nothing', replica: index } as const] : []),
  ];
}

function decisions(world: World, replica: number, scope: Scope): readonly Action[] {
  const keys = shownBy(world.ring, world.nowSeconds).settled.series.flatMap((series) => series.keys);
  return scope.verbs.flatMap((verb): Action[] => {
    const common = { do: 'decide', replica, atOnce: !scope.splitCommits } as const;
    if (verb === 'retire')
      return keys.filter(({ state }) => state !== 'active').map(({ kid }) => ({ ...common, verb, kid }));
    if (verb === 'revoke' || verb === 'revoke-fresh') {
      const replaceWith = verb === 'revoke' ? 'standby' : 'fresh';
      return keys
        .filter(({ state }) => verb === 'revoke' || state === 'active')
        .map(({ kid }) => ({ ...common, verb: 'revoke', kid, replaceWith }));
    }
    return [{ ...common, verb }];
  });
}

function partyActions(world: World, index: number, scope: Scope): readonly Action[] {
  const party = world.parties[index];
  const answers: readonly Answer[] = [...world.replicas.keys(), 'fails'];
  if (party?.kind !== 'shipped') {
    // Which token makes it refresh is all the same to it.
    const kid = Object.keys(world.validUntil)[0] ?? 'key-1';
    return answers.map((answer) => ({ do: 'present', party: index, kid, answer }));
  }
  const published = shownBy(world.ring, world.nowSeconds).settled.series.flatMap(({ keys }) => keys);
  const kids = new Set([
    ...Object.keys(world.validUntil),
    ...(scope.strangers ? [...published.map(({ kid }) => kid), 'key-0'] : []),
  ]);
  return answers.flatMap((answer) => [
    ...[...kids].map((kid): Action => ({ do: 'present', party: index, kid, answer })),
    { do: 'wake', party: index, answer },
  ]);
}
