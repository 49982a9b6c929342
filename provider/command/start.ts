import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { loadConfiguration, loadDevelopmentConfiguration } from '../config.js';
import type { Configuration } from '../configuration/schema.js';
import type { Provider } from '../create-provider.js';
import { createConfigured } from '../create-provider.js';
import { createDrills } from '../drills/create-drills.js';
import { createMissingAuthority } from '../open-certificates.js';
import { createMissingWrappingKey } from '../open-custody.js';
import type { Issuer } from '../open-issuer.js';
import { describeStart } from './describe-start.js';
import { developmentBanner } from './development-banner.js';
import { exitCodes } from './exit-code.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface StartFlags {
  readonly dev?: true;
  readonly config?: string;
}

/** `keyturn start`: serves until SIGINT or SIGTERM. */
export const startVerb: Verb = (terminal, done) =>
  new Command('start')
    .description('serve the issuer of a configuration, or a sample one with --dev')
    .option('--config <file>', 'the configuration')
    .option('--dev', 'development mode: a sample issuer on loopback, keys in .keyturn/')
    .action(async (flags: StartFlags) => {
      const { configuration, provider } = await open(flags, terminal);
      const { port } = await provider.listen().catch(async (error: unknown) => {
        await provider.close();
        throw error;
      });
      for (const issuer of provider.issuers) await warnIfMute(issuer, terminal);
      terminal.say(
        flags.dev === true
          ? await developmentBanner(provider.issuer(), systemClock.nowSeconds())
          : describeStart(provider, configuration, port),
      );
      const signal = await terminal.untilSignal();
      terminal.say(`${signal}: finishing what runs`);
      await provider.close();
      done(exitCodes.done);
    });

/** A ring whose public half reads is served though its keys cannot be opened: a person should hear of it at once. */
async function warnIfMute({ ring, url }: Issuer, terminal: Terminal): Promise<void> {
  try {
    await ring.signing();
  } catch (error) {
    const said = error instanceof Error ? error.message : 'unknown';
    terminal.complain(
      `WARNING: the key set of ${url} is served, but no token can be signed: ${said}. ` +
        'See that the wrapping key is the one that the ring was made with (restore its file), or wait if a series is new.',
    );
  }
}

async function open(
  flags: StartFlags,
  terminal: Terminal,
): Promise<{ configuration: Configuration; provider: Provider }> {
  if (flags.dev === true && flags.config !== undefined)
    throw new UsageError(
      '--dev and --config contradict each other: development mode brings its own configuration',
    );
  if (flags.dev === true) {
    const drills = createDrills();
    const { environment, folder } = terminal;
    const configuration = loadDevelopmentConfiguration(environment, folder, Object.keys(drills));
    await createMissingWrappingKey(configuration);
    for (const issuer of configuration.issuers) await createMissingAuthority(issuer, systemClock);
    const provider = await createConfigured(configuration, {
      createRing: true,
      adoptPolicy: true,
      drills,
      preflight: true,
    });
    return { configuration, provider };
  }
  if (flags.config === undefined)
    throw new UsageError('say what to serve: --config FILE, or --dev for a sample issuer on this machine');
  const configuration = await loadConfiguration(flags.config, terminal.environment);
  return {
    configuration,
    provider: await createConfigured(configuration, { drills: createDrills(), preflight: true }),
  };
}
