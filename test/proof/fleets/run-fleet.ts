import { nextWakeSeconds } from '@keyturn/relying-party/plan';
import { plan } from '../../../provider/ring/plan.js';
import { commitDeadlineSeconds } from '../../../provider/rotator/view-limits.js';
import { checkMove, type Violation } from '../properties/check-move.js';
import { act } from '../world/act.js';
import type { Action, Answer } from '../world/action.js';
import { begin } from '../world/begin.js';
import { contextOf } from '../world/replica.js';
import { shownBy } from '../world/shown.js';
import type { Setting, World } from '../world/world.js';
import { largest, policyAt } from '../world/world.js';
import type { Choice, FleetRun } from './random-fleets.js';

export interface FleetOutcome {
  readonly violation: Violation | null;
  readonly actions: readonly Action[];
  readonly start: World;
  readonly setting: Setting;
}

/** Runs it to its end, or to the first property that breaks. */
export function runFleet(run: FleetRun): FleetOutcome {
  const setting = settingOf(run);
  const D = largest(setting, (t) => t.maxClockOffsetSeconds);
  const parties = run.parties.map(({ kind, offset }) => ({
    kind,
    offsetSeconds: kind === 'constant' ? 0 : Math.max(-D, Math.min(D, offset)),
  }));
  const start = begin(setting, run.replicas, parties);
  let world = start;
  const actions: Action[] = [];
  for (const choice of run.choices)
    for (const action of actionsFor(world, choice, setting)) {
      const { world: after, verdict } = act(world, action, setting);
      actions.push(action);
      const violation = checkMove({ before: world, action, after, verdict }, setting);
      if (violation !== null) return { violation, actions, start, setting };
      world = after;
    }
  return { violation: null, actions, start, setting };
}

/** Parties that keep what the policy says of them: S, E, C; and that take headers for what they are. */
export function settingOf({ policies }: Pick<FleetRun, 'policies'>): Setting {
  const single = policies.map(({ series: [first], digest }) => ({
    digest,
    series: first === undefined ? [] : [first],
  }));
  const setting = { policies: single, durations: noDurations };
  const S = Math.min(...single.flatMap(({ series }) => series.map((t) => t.cachedAtMostSeconds)));
  return {
    policies: single,
    durations: {
      minFreshSeconds: 0,
      maxFreshSeconds: S,
      defaultFreshSeconds: S,
      staleIfErrorSeconds: largest(setting, (t) => t.staleSeconds),
      unknownKidCooldownSeconds: Math.min(
        ...single.flatMap(({ series }) => series.map((t) => t.refetchCooldownSeconds)),
      ),
      maxBackoffSeconds: 4,
      epochConfirmSeconds: largest(setting, (t) => t.publicationDelaySeconds),
      fetchDeadlineSeconds: 1,
    },
  };
}

const noDurations = {
  minFreshSeconds: 0,
  maxFreshSeconds: 0,
  defaultFreshSeconds: 0,
  staleIfErrorSeconds: 0,
  unknownKidCooldownSeconds: 0,
  maxBackoffSeconds: 0,
  epochConfirmSeconds: 0,
  fetchDeadlineSeconds: 0,
};

/** What a choice comes to in this world: nothing, one step, or a few that belong together. */
function actionsFor(
  world: World,
  { what, pick, other, seconds }: Choice,
  setting: Setting,
): readonly Action[] {
  const replica = pick % world.replicas.length;
  const party = pick % world.parties.length;
  const answer: Answer = other % 7 === 0 ? 'fails' : other % world.replicas.length;
  const decide = { do: 'decide', replica, atOnce: true } as const;
  switch (what) {
    case 'pass':
      return [{ do: 'pass', seconds: 1 + (seconds % 3) }];
    case 'until-due':
      return passUntil(world, pick, seconds, setting);
    case 'read':
      return [{ do: 'read', replica }];
    case 'tick':
    case 'rotate':
    case 'roll-back':
    case 'adopt':
      return [{ ...decide, verb: what }];
    case 'tick-later':
      return [{ ...decide, verb: 'tick', atOnce: false }];
    case 'commit':
      return world.replicas.flatMap(({ draft }, at) =>
        draft === undefined ? [] : [{ do: 'commit', replica: at } as const],
      );
    case 'retire':
      return [{ ...decide, verb: 'retire', kid: kidAt(world, other) }];
    case 'revoke': {
      const replaceWith = seconds % 2 === 0 ? 'standby' : 'fresh';
      return [{ ...decide, verb: 'revoke', kid: kidAt(world, other), replaceWith }];
    }
    case 'deploy':
      return [{ do: 'restart', replica, policy: other % setting.policies.length }];
    case 'crash':
      return [{ do: 'restart', replica, policy: world.replicas[replica]?.policy ?? 0 }];
    case 'outage':
      return world.parties.map((_, at) => ({ do: 'wake', party: at, answer: 'fails' }) as const);
    case 'present':
      return [{ do: 'present', party, kid: kidAt(world, other), answer }];
    case 'flood':
      return Array.from({ length: 8 }, (_, at) => ({
        do: 'present',
        party,
        kid: `key-${-other - at}`,
        answer,
      }));
    case 'wake':
      return [{ do: 'wake', party, answer }];
    case 'hint':
      return [{ do: 'hint', party, epoch: world.ring.epoch + (seconds % 4), answer }];
    case 'read-nothing':
      return [{ do: 'read-nothing', replica }];
  }
}

/** A key that somebody may have a token of: one that is published, or good tokens of which live. */
function kidAt(world: World, pick: number): string {
  const kids = [...shownBy(world.ring, world.nowSeconds).kids, ...Object.keys(world.validUntil)];
  return kids[pick % kids.length] ?? 'key-1';
}

/** The edges, where bounds break: an instant at which something changes by time alone, or a second beside it. */
function passUntil(world: World, pick: number, seconds: number, setting: Setting): readonly Action[] {
  const { ring, nowSeconds, replicas, parties } = world;
  const policy = policyAt(setting, replicas[0]?.policy ?? 0);
  const edges = [
    plan(ring, contextOf(ring, nowSeconds, policy)).nextChangeAtSeconds ?? nowSeconds,
    ...replicas.flatMap(({ draft }) => draft?.deadlineSeconds ?? []).map(Math.floor),
    ...replicas.flatMap(({ view, policy: at }) =>
      view === undefined ? [] : [commitDeadlineSeconds(view.heldAtSeconds, policyAt(setting, at).series, [])],
    ),
    ...Object.values(world.validUntil),
    ...parties.flatMap(({ refresh, offsetSeconds }) =>
      [
        refresh.held?.freshUntilSeconds,
        refresh.held?.usableUntilSeconds,
        nextWakeSeconds(refresh, setting.durations),
      ].map((at) => (at === undefined ? nowSeconds : at - offsetSeconds)),
    ),
  ];
  const edge = Math.floor(edges[pick % edges.length] ?? nowSeconds);
  const beside = [0, 0, -1, 1][seconds % 4] ?? 0;
  const waits = Math.min(400, edge + beside - nowSeconds);
  return waits > 0 ? [{ do: 'pass', seconds: waits }] : [];
}
