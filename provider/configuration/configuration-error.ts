import { KeyturnError } from '@keyturn/shared/error-base';

/** Every way in which a configuration can be wrong. Contract. */
export const configurationErrorCodes = [
  'config_missing',
  'config_unreadable',
  'config_unknown_name',
  'config_invalid',
  'issuer_not_https',
  'host_not_loopback',
  'wrapping_key_missing',
  'store_of_other_issuer',
  'issuer_unknown',
] as const;

export type ConfigurationErrorCode = (typeof configurationErrorCodes)[number];

/** What is wrong with the configuration, each finding with its place and its cure. */
export class ConfigurationError extends KeyturnError<ConfigurationErrorCode> {
  readonly findings: readonly string[];

  constructor(code: ConfigurationErrorCode, findings: readonly string[], options?: { cause?: unknown }) {
    super(code, findings.join('\n'), options);
    this.findings = findings;
  }
}
