import { Option } from 'commander';
import { type RevocationConsequences, revocationConsequences } from '../ring/exposure.js';
import { findPublished, keyInState } from '../ring/key-ring.js';
import { policyOf } from '../ring/policy.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import { exitCodes } from './exit-code.js';
import { openConfiguredRing } from './open-configured-ring.js';
import { type RingVerbFlags, ringCommand, tellOutcomes } from './ring-command.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface RevokeFlags extends RingVerbFlags {
  readonly replaceWith: 'standby' | 'fresh';
  readonly reason?: string;
  readonly plan?: true;
}

/** `keyturn keys revoke`: the emergency. `--plan` says what it would cost and changes nothing. */
export const keysRevokeVerb: Verb = (terminal, done) =>
  ringCommand('revoke', 'take a stolen key away at once; --plan says first what that costs')
    .argument('<kid>', 'the key')
    .addOption(
      new Option('--replace-with <which>', 'fresh, where the standby may be stolen too')
        .choices(['standby', 'fresh'])
        .makeOptionMandatory(),
    )
    .option('--reason <text>', 'for the journal')
    .option('--plan', 'say what it costs, and change nothing')
    .action(async (kid: string, flags: RevokeFlags) => {
      const { replaceWith, reason, plan, json } = flags;
      if (plan !== true && reason === undefined) throw new UsageError('--reason says why, for the journal');
      const { ring } = await openConfiguredRing(terminal, flags);
      if (plan === true) {
        const consequences = await foresee(ring, kid, replaceWith);
        await ring.close();
        terminal.say(
          json === true ? JSON.stringify({ issuer: ring.issuer, ...consequences }) : describe(consequences),
        );
        done(exitCodes.done);
        return;
      }
      const outcome = await ring.verbs.revoke({ kid, replaceWith, reason: reason ?? '' }, 'operator');
      await ring.close();
      done(tellOutcomes(terminal, ring.issuer, [outcome], json === true));
    });

async function foresee(
  ring: IssuerRing,
  kid: string,
  replaceWith: RevokeFlags['replaceWith'],
): Promise<RevocationConsequences> {
  const { ring: settled, nowSeconds } = await ring.look();
  const found = findPublished(settled, kid);
  const policy = found === undefined ? undefined : policyOf(ring.policy, found.series.name);
  if (found === undefined || policy === undefined)
    throw new UsageError(`no published key has the kid ${kid}; see keyturn keys list`);
  const standby = keyInState(found.series, 'standby');
  return revocationConsequences(
    policy,
    replaceWith,
    nowSeconds - (standby?.publishedAtSeconds ?? nowSeconds),
  );
}

function describe({
  exposureSeconds,
  collateralIssuanceSeconds,
  gapSeconds,
}: RevocationConsequences): string {
  return [
    `forged tokens are refused everywhere after ${exposureSeconds.healthy} s;`,
    `  ${exposureSeconds.replicaCutOff} s behind a replica cut off from the store, ${exposureSeconds.fetchesBlocked} s with fetches blocked`,
    `good tokens of up to ${collateralIssuanceSeconds} s of issuance fail as parties drop the key`,
    `new tokens may be refused for ${gapSeconds.refetching} s by parties that refetch, ${gapSeconds.expiryOnly} s by the rest`,
    'nothing was changed',
  ].join('\n');
}
