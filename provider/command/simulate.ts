import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { StudiedReplacement } from '../simulator/issuer-history.js';
import { readMix } from '../simulator/mix.js';
import { defaultTimes, studyFleet } from '../simulator/study-fleet.js';
import { timelineSvg } from '../timeline/timeline-svg.js';
import { describeStudy } from './describe-study.js';
import { exitCodes } from './exit-code.js';
import { readDuration } from './read-duration.js';
import { readWholeNumber } from './read-whole-number.js';
import { readStudyPolicy } from './study-policy.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface SimulateFlags {
  readonly parties: number;
  readonly policy?: string;
  readonly issuer?: string;
  readonly mix?: string;
  readonly for?: number;
  readonly revokeAt?: number | 'never';
  readonly replaceWith: StudiedReplacement;
  readonly requestsPerSecond: number;
  readonly seed: number;
  readonly json?: true;
  readonly svg?: string;
}

/** `keyturn simulate`: what a policy does to a large fleet, before anyone lives under it. Nothing is started or changed. */
export const simulateVerb: Verb = (terminal, done) =>
  new Command('simulate')
    .description(
      'study a fleet under a policy; exit status 1 if it breaks a bound, or a behaviour can refuse valid tokens',
    )
    .requiredOption('--parties <number>', 'how many relying parties', readWholeNumber)
    .option(
      '--policy <file>',
      'a configuration, or the JSON of its rotation part (default: the default policy)',
    )
    .option('--issuer <url>', 'which issuer of the configuration, where there are several')
    .option('--mix <shares>', 'as in jose=0.4,ours=0.6 (default: the same of every behaviour)')
    .option(
      '--for <duration>',
      'how long, in seconds or ISO 8601 (default: two rotation intervals)',
      readDuration,
    )
    .option(
      '--revoke-at <duration>',
      'when the signing key is revoked, or never (default: 1.25 intervals)',
      readInstant,
    )
    .addOption(
      new Option('--replace-with <replacement>', 'the key that follows a revoked one')
        .choices(['standby', 'fresh'])
        .default('standby'),
    )
    .option('--requests-per-second <number>', 'of each party', readRate, 1)
    .option('--seed <number>', 'of chance: the same seed gives the same figures', readWholeNumber, 1)
    .option('--svg <file>', 'write the picture there')
    .option('--json', 'answer as JSON')
    .action(async (flags: SimulateFlags) => {
      const { policy, verifier, broken } = await readStudyPolicy(
        flags.policy,
        flags.issuer,
        terminal.environment,
      );
      const usual = defaultTimes(policy);
      const durationSeconds = flags.for ?? usual.durationSeconds;
      const report = studyFleet({
        policy,
        verifier,
        mix: readMix(flags.mix, flags.parties),
        durationSeconds,
        revokeAtSeconds: revocationOf(flags, usual.revokeAtSeconds, durationSeconds),
        replaceWith: flags.replaceWith,
        requestsPerSecond: flags.requestsPerSecond,
        seed: flags.seed,
      });
      if (flags.svg !== undefined) await writePicture(flags.svg, timelineSvg(report.timeline));
      if (flags.json === true) terminal.say(JSON.stringify({ ...report, broken }));
      else terminal.say(describeStudy(report, broken).join('\n'));
      done(report.safe && broken.length === 0 ? exitCodes.done : exitCodes.refused);
    });

async function writePicture(file: string, picture: string): Promise<void> {
  await writeFile(file, picture).catch(() => {
    throw new UsageError(`the picture cannot be written to ${file}`);
  });
}

/** Who asks for a study that ends before the usual revocation asks for none. */
function revocationOf(
  { revokeAt }: SimulateFlags,
  usualSeconds: number,
  durationSeconds: number,
): number | undefined {
  if (revokeAt === 'never') return undefined;
  return revokeAt ?? (usualSeconds < durationSeconds ? usualSeconds : undefined);
}

function readInstant(text: string): number | 'never' {
  return text === 'never' ? text : readDuration(text);
}

/** From one request in three hours to a million in a second. */
function readRate(text: string): number {
  const rate = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || rate < 1e-4 || rate > 1e6)
    throw new InvalidArgumentError('It must be a number from 0.0001 to 1000000.');
  return rate;
}
