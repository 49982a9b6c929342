import type { Clock } from '@keyturn/shared/clock';
import { lookOr } from './look-or.js';
import type { Measures } from './measures.js';
import { isOver, type RunSpan } from './run-span.js';
import type { BadToken, ScenarioIssuer, Target } from './world.js';

export interface BadRun extends RunSpan {
  readonly issuer: ScenarioIssuer;
  readonly targets: readonly Target[];
  readonly measures: Measures;
}

const PAUSE_MILLISECONDS = 250;

/** Attackers: each kind of bad token again and again, to one party after the other. */
export async function runAttackers(run: BadRun): Promise<void> {
  const { issuer, targets, measures, clock, stop } = run;
  if (issuer.badTokens === undefined) return;
  for (let round = 0; !isOver(run); round++) {
    const target = targets[round % targets.length];
    for (const bad of await lookOr(measures, [], issuer.badTokens))
      if (target !== undefined) await tryToken(bad, target, measures, clock);
    await stop.pause(clock, PAUSE_MILLISECONDS);
  }
}

/** Tries one token, and writes down what came of it. */
export async function tryToken(
  bad: BadToken,
  target: Target,
  measures: Measures,
  clock: Clock,
): Promise<void> {
  const askedAtSeconds = clock.nowSeconds();
  const { answer, code } = await target.present({ token: bad.token, kid: bad.revokedKid ?? '' });
  measures.noteBad(bad, answer === 'accepted' ? null : (code ?? answer), askedAtSeconds);
}
