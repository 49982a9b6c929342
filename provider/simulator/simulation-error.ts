import { KeyturnError } from '@keyturn/shared/error-base';

/** Every way in which a study can be asked for wrongly. Contract. */
export const simulationErrorCodes = [
  /** The mix names a behaviour that nobody has. */
  'behaviour_unknown',
  /** The mix is no list of `name=share`, names one twice, or has no share above 0. */
  'mix_invalid',
  /** Too few parties for the mix, too many, or too long a time. */
  'study_size',
  /** The key is to be revoked when the study is over. */
  'revocation_outside',
] as const;

export type SimulationErrorCode = (typeof simulationErrorCodes)[number];

export class SimulationError extends KeyturnError<SimulationErrorCode> {}
