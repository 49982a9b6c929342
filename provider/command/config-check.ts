import { Command } from 'commander';
import { readConfiguration } from '../config.js';
import { findDrillFaults } from '../configuration/check-drills.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { effectiveValues } from '../configuration/effective-values.js';
import { formatPolicyTable } from '../configuration/policy-table.js';
import type { Configuration } from '../configuration/schema.js';
import { createDrills } from '../drills/create-drills.js';
import { policyOfConfiguration } from '../open-ring.js';
import { checkPolicy, violations } from '../ring/check-policy.js';
import { exitCodes } from './exit-code.js';
import type { Verb } from './verb.js';

/** `keyturn config check`: what a configuration comes to, before anything is started on it. */
export const configVerbs: Verb = (terminal, done) =>
  new Command('config').description('the configuration as it is in force').addCommand(
    new Command('check')
      .description('every effective value and every computed bound; exit status 1 if one does not hold')
      .requiredOption('--config <file>', 'the configuration')
      .option('--json', 'answer as JSON')
      .action(async ({ config, json }: { config: string; json?: true }) => {
        const { configuration, written, set } = await readConfiguration(config, terminal.environment);
        const faults = findDrillFaults(configuration, createDrills());
        if (faults.length > 0) throw new ConfigurationError('config_invalid', faults);
        const policies = configuration.issuers.map((issuer) => policyOfConfiguration(issuer));
        const values = effectiveValues(
          configuration,
          written,
          set,
          policies.map(({ policy }) => policy),
        );
        const bounds = configuration.issuers.map(({ issuer }, index) => ({
          issuer,
          rows: rowsOf(policies[index]),
        }));
        const broken = bounds.flatMap(({ rows }) => violations(rows));
        if (json === true) terminal.say(JSON.stringify({ holds: broken.length === 0, values, bounds }));
        else {
          const width = Math.max(...values.map(({ name }) => name.length));
          for (const { name, value, from } of values)
            terminal.say(
              `${name.padEnd(width)}  ${JSON.stringify(value)}${from === 'default' ? '' : `  (${from})`}`,
            );
          for (const { issuer, rows } of bounds) terminal.say(`\n${issuer}\n${formatPolicyTable(rows)}`);
        }
        if (needsWrappingKey(configuration))
          terminal.complain(
            'not here: a wrapping key, by wrappingKeyFile or KEYTURN_WRAPPING_KEY; nothing starts without',
          );
        done(broken.length === 0 ? exitCodes.done : exitCodes.refused);
      }),
  );

/** It may come by the environment of the machine that serves, so that its absence here is no fault of the configuration. */
function needsWrappingKey({ issuers, wrappingKey, wrappingKeyFile }: Configuration): boolean {
  const lasting = issuers.some(({ store }) => store.kind !== 'memory');
  return lasting && wrappingKey === undefined && wrappingKeyFile === undefined;
}

function rowsOf(resolved: ReturnType<typeof policyOfConfiguration> | undefined) {
  return resolved === undefined ? [] : checkPolicy(resolved.policy, resolved.minFreshSeconds);
}
