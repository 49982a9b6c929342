import { tryToken } from './bad-traffic.js';
import { reasonOf } from './look-or.js';
import type { Measures } from './measures.js';
import { isOver, type RunSpan } from './run-span.js';
import type { Traffic } from './scenario.js';
import type { IssuedToken, ScenarioIssuer, Target } from './world.js';

export interface ClientRun extends RunSpan {
  readonly client: number;
  readonly issuer: ScenarioIssuer;
  readonly target: Target;
  readonly traffic: Traffic;
  readonly measures: Measures;
}

/** A margin before the end of a token's life, so that a token is never presented when it may have just expired. */
const EXPIRY_MARGIN_SECONDS = 0.25;

/** One client: token after token, each presented at the ages that the traffic names. */
export async function runClient(run: ClientRun): Promise<void> {
  const { traffic, clock, stop } = run;
  // Clients start spread over one pause: a herd that steps in time would measure itself.
  await stop.pause(clock, (traffic.pauseMilliseconds * run.client) / traffic.clients);
  const presentations: Promise<void>[] = [];
  while (!isOver(run)) {
    const issued = await issue(run);
    if (issued !== undefined)
      presentations.push(...traffic.presentAtSeconds.map((age) => presentAt(run, issued, age)));
    await stop.pause(clock, traffic.pauseMilliseconds);
  }
  await Promise.all(presentations);
}

async function issue({ issuer, client, measures }: ClientRun): Promise<IssuedToken | undefined> {
  try {
    const issued = await issuer.issueToken(client);
    measures.noteIssued(issued);
    return issued;
  } catch (error) {
    measures.noteIssueFailure(reasonOf(error));
    return undefined;
  }
}

async function presentAt(
  { target, issuer, client, measures, clock, stop }: ClientRun,
  issued: IssuedToken,
  ageSeconds: number,
): Promise<void> {
  const dueInSeconds = issued.issuedAtSeconds + ageSeconds - clock.nowSeconds();
  if (dueInSeconds > 0) await stop.pause(clock, dueInSeconds * 1000);
  if (stop.by !== null) return;
  if (clock.nowSeconds() > issued.expiresAtSeconds - EXPIRY_MARGIN_SECONDS) return;
  if (issued.isSpoiled === true) {
    const { token } = issued;
    await tryToken({ what: 'made-up signature', token, code: 'signature_invalid' }, target, measures, clock);
    return;
  }
  const answer = await measures.present(client, issued, () => target.present(issued));
  if (answer === 'refused') issuer.heardRefusal?.(client, issued);
}
