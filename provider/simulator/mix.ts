import { suggestName } from '@keyturn/shared/suggest-name';
import { type BehaviourName, behaviourNames } from './behaviours.js';
import { SimulationError } from './simulation-error.js';

/** How many parties behave in which way; none is listed with 0. */
export type Mix = readonly { readonly name: BehaviourName; readonly parties: number }[];

interface Share {
  readonly name: BehaviourName;
  readonly share: number;
}

/**
 * Reads `jose=0.4,ours=0.6`, shares or weights, and deals the parties out by largest remainder. Undefined: the same of
 * every behaviour. Throws SimulationError.
 */
export function readMix(written: string | undefined, parties: number): Mix {
  const shares =
    written === undefined ? behaviourNames.map((name) => ({ name, share: 1 })) : readShares(written);
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  if (total <= 0) throw new SimulationError('mix_invalid', 'the mix has no share above 0');
  if (parties < shares.filter(({ share }) => share > 0).length)
    throw new SimulationError('study_size', `${parties} parties are fewer than the behaviours of the mix`);
  return deal(
    shares.map(({ name, share }) => ({ name, exact: (share / total) * parties })),
    parties,
  ).filter((each) => each.parties > 0);
}

function readShares(written: string): readonly Share[] {
  const shares = written.split(',').map((part): Share => {
    const [, name = '', share = ''] = /^\s*([^=\s]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    if (name === '')
      throw new SimulationError(
        'mix_invalid',
        `"${part.trim()}" is no part of a mix; write NAME=SHARE, as in jose=0.4`,
      );
    return { name: knownName(name), share: Number(share) };
  });
  const repeated = shares.find(({ name }, at) => shares.findIndex((each) => each.name === name) !== at);
  if (repeated !== undefined)
    throw new SimulationError('mix_invalid', `the mix names ${repeated.name} twice`);
  return shares;
}

function knownName(written: string): BehaviourName {
  const known = behaviourNames.find((name) => name === written);
  if (known !== undefined) return known;
  const near = suggestName(written, behaviourNames);
  const cure = near === undefined ? `known are ${behaviourNames.join(', ')}` : `did you mean "${near}"?`;
  throw new SimulationError('behaviour_unknown', `there is no behaviour "${written}"; ${cure}`);
}

function deal(shares: readonly { name: BehaviourName; exact: number }[], parties: number) {
  const whole = shares.map(({ name, exact }) => ({ name, parties: Math.floor(exact), rest: exact % 1 }));
  const left = parties - whole.reduce((sum, each) => sum + each.parties, 0);
  const first = [...whole].sort((a, b) => b.rest - a.rest).slice(0, left);
  return whole.map((each) => ({ name: each.name, parties: each.parties + (first.includes(each) ? 1 : 0) }));
}
