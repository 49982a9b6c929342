import { ownRing } from '../../../provider/rotator/read-own-ring.js';
import type { Action } from './action.js';
import { accountFor, commitRing } from './commit-ring.js';
import { followHint, present, type Verdict, wake } from './party.js';
import { draft, signings } from './replica.js';
import type { Party, Replica, Setting, World } from './world.js';

export interface Acted {
  readonly world: World;
  /** Of a token that was presented. */
  readonly verdict?: Verdict;
}

/** Performs one step. What replicas sign and serve on the way is accounted for. Pure. */
export function act(world: World, action: Action, setting: Setting): Acted {
  const { world: after, ...rest } = perform(world, action, setting);
  const isOfParties = after.replicas === world.replicas && after.nowSeconds === world.nowSeconds;
  return { world: isOfParties ? after : accountFor(after, setting), ...rest };
}

function perform(world: World, action: Action, setting: Setting): Acted {
  switch (action.do) {
    case 'pass':
      return { world: pass(world, action.seconds, setting) };
    case 'read':
      return { world: changeReplica(world, action.replica, (replica) => readInto(world, replica)) };
    case 'read-nothing':
      return { world: readNothing(world, action.replica) };
    case 'decide': {
      const changed = changeReplica(world, action.replica, (replica) => {
        const drawn = draft(world, replica, action, setting);
        return drawn === undefined ? readInto(world, replica) : { ...replica, draft: drawn };
      });
      return { world: action.atOnce ? commit(changed, action.replica, setting) : changed };
    }
    case 'commit':
      return { world: commit(world, action.replica, setting) };
    case 'restart': {
      const { policy } = action;
      return {
        world: changeReplica(world, action.replica, () => ({ policy, view: undefined, draft: undefined })),
      };
    }
    case 'present': {
      const asked = present(world, partyAt(world, action.party), action.kid, action.answer, setting);
      return { world: changeParty(world, action.party, asked.party), verdict: asked.verdict };
    }
    case 'wake':
      return {
        world: changeParty(
          world,
          action.party,
          wake(world, partyAt(world, action.party), action.answer, setting),
        ),
      };
    case 'hint': {
      const { party, epoch, answer } = action;
      return {
        world: changeParty(world, party, followHint(world, partyAt(world, party), epoch, answer, setting)),
      };
    }
  }
}

/** Meanwhile every replica signs on for as long as its lease lets it. */
function pass(world: World, seconds: number, setting: Setting): World {
  const nowSeconds = world.nowSeconds + seconds;
  const validUntil: Record<string, number> = { ...world.validUntil };
  for (const replica of world.replicas)
    for (const { kid, lastAtSeconds, lifeSeconds } of signings(world, replica, setting))
      if (world.revokedAt[kid] === undefined)
        validUntil[kid] = Math.max(validUntil[kid] ?? 0, Math.min(lastAtSeconds, nowSeconds) + lifeSeconds);
  return { ...world, nowSeconds, validUntil };
}

function readInto({ ring, nowSeconds }: World, replica: Replica): Replica {
  return { ...replica, view: { ring, heldAtSeconds: nowSeconds } };
}

/** I12: what is no ring is refused, and nothing is made in its place. */
function readNothing(world: World, index: number): World {
  try {
    const ring = ownRing(null, world.ring.issuer);
    return changeReplica({ ...world, ring }, index, (replica) => readInto({ ...world, ring }, replica));
  } catch {
    return world;
  }
}

/** Compare-and-swap, within the deadline. After it the replica's view is its own commit's. */
function commit(world: World, index: number, setting: Setting): World {
  const drawn = world.replicas[index]?.draft;
  if (drawn === undefined) return world;
  const without = changeReplica(world, index, (replica) => ({ ...replica, draft: undefined }));
  if (drawn.baseEpoch !== world.ring.epoch || world.nowSeconds > drawn.deadlineSeconds) return without;
  const view = { ring: drawn.ring, heldAtSeconds: drawn.stampedAtSeconds };
  return changeReplica(commitRing(without, drawn, setting), index, (replica) => ({ ...replica, view }));
}

function changeReplica(world: World, index: number, change: (replica: Replica) => Replica): World {
  return { ...world, replicas: world.replicas.map((each, at) => (at === index ? change(each) : each)) };
}

function changeParty(world: World, index: number, party: Party): World {
  return { ...world, parties: world.parties.map((each, at) => (at === index ? party : each)) };
}

function partyAt({ parties }: World, index: number): Party {
  const party = parties[index];
  if (party === undefined) throw new Error(`there is no party ${index}`);
  return party;
}
