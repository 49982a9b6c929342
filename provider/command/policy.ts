import { Command } from 'commander';
import { loadConfiguration } from '../config.js';
import { formatPolicyTable } from '../configuration/policy-table.js';
import { openRing, policyOfConfiguration } from '../open-ring.js';
import { checkPolicy, publishedKeysAtMost, violations } from '../ring/check-policy.js';
import { revocationConsequences } from '../ring/exposure.js';
import { RingError } from '../rotator/ring-error.js';
import { chooseIssuer } from './choose-issuer.js';
import { exitCodes } from './exit-code.js';
import { prepareOpening } from './open-configured-ring.js';
import { readReason } from './read-reason.js';
import type { Verb } from './verb.js';

interface PolicyFlags {
  readonly config: string;
  readonly issuer?: string;
  readonly json?: true;
}

/** `keyturn policy check` and `keyturn policy adopt`. */
export const policyVerbs: Verb = (terminal, done) =>
  new Command('policy')
    .description('the numbers that the ring is turned by')
    .addCommand(checkVerb(terminal, done))
    .addCommand(adoptVerb(terminal, done));

const checkVerb: Verb = (terminal, done) =>
  new Command('check')
    .description('compute every bound; exit status 1 if one does not hold')
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--json', 'answer as JSON')
    .action(async ({ config, issuer, json }: PolicyFlags) => {
      const configuration = await loadConfiguration(config, terminal.environment);
      const { policy, minFreshSeconds } = policyOfConfiguration(chooseIssuer(configuration, issuer));
      const rows = checkPolicy(policy, minFreshSeconds);
      const consequences = policy.series.map((series) => ({
        series: series.name,
        publishedKeysAtMost: publishedKeysAtMost(series),
        revocation: revocationConsequences(series, { replaceWith: 'standby' }),
        outageSurvivedSeconds: series.staleSeconds,
      }));
      const broken = violations(rows);
      if (json === true) terminal.say(JSON.stringify({ holds: broken.length === 0, rows, consequences }));
      else {
        terminal.say(formatPolicyTable(rows));
        for (const { series, publishedKeysAtMost: keys, revocation, outageSurvivedSeconds } of consequences) {
          const { healthy, fetchesBlocked } = revocation.exposureSeconds;
          terminal.say(
            `${series}: at most ${keys.scheduled} keys published (${keys.operators} if operators rotate as often as allowed); ` +
              `a JWKS outage of ${outageSurvivedSeconds} s beyond freshness is survived; ` +
              `a revoked key is refused everywhere after ${healthy} s, ${fetchesBlocked} s with fetches blocked`,
          );
        }
      }
      done(broken.length === 0 ? exitCodes.done : exitCodes.refused);
    });

const adoptVerb: Verb = (terminal, done) =>
  new Command('adopt')
    .description('make the configured policy the ring’s; windows of keys in the ring only widen')
    .option('--force <reason>', 'though nothing could be signed for a publish lead', readReason)
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--json', 'answer as JSON')
    .action(async (flags: PolicyFlags & { force?: string }) => {
      const { json, force } = flags;
      const { chosen, parts } = await prepareOpening(terminal, flags);
      const differed = await openRing(chosen, parts).then(
        (same) => same.close().then(() => false),
        (error: unknown) => differs(error),
      );
      const ring = await openRing(chosen, {
        ...parts,
        adoptPolicy: force === undefined ? true : { reason: force },
      });
      const { ring: adopted } = await ring.look();
      await ring.close();
      const outcome = differed ? 'done' : 'nothing_due';
      const said = differed
        ? `adopted: the ring is turned by this policy from epoch ${adopted.epoch} on`
        : `the ring has this policy already (epoch ${adopted.epoch})`;
      terminal.say(
        json === true ? JSON.stringify({ issuer: ring.issuer, outcome, epoch: adopted.epoch }) : said,
      );
      done(exitCodes.done);
    });

/** True for the one failure that adopting mends; any other is thrown on. */
function differs(error: unknown): true {
  if (error instanceof RingError && error.code === 'policy_differs') return true;
  throw error;
}
