import { sleep, systemClock } from '@keyturn/shared/clock';
import type { Target, TargetAnswer } from '../../provider/scenario/world.js';

/** Nobody is waited for any longer: a caller would have given up. */
const PATIENCE_MILLISECONDS = 10_000;
const noAnswer: TargetAnswer = { answer: 'error', code: 'no_answer', kidKnown: null };

/** The same party, whose silence is an answer. */
export function withPatience(target: Target): Target {
  const late = () => sleep(systemClock, PATIENCE_MILLISECONDS).then(() => noAnswer);
  return {
    present: (issued) => Promise.race([target.present(issued), late()]),
    close: () => target.close(),
    ...(target.alarms === undefined ? {} : { alarms: () => target.alarms?.() ?? 0 }),
    ...(target.knownKidWaits === undefined ? {} : { knownKidWaits: () => target.knownKidWaits?.() ?? 0 }),
  };
}
