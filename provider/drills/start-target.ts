import type { PartyClass } from '../scenario/party-class.js';
import type { Stage } from '../scenario/stage.js';
import type { Target } from '../scenario/world.js';

/** Makes one party of a drill, counted from 0. */
export type StartTarget = (issuer: string, party: number, stage: Stage, partyClass: PartyClass) => Target;
