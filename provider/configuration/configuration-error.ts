import { KeyturnError } from '@keyturn/shared/error-base';

export type ConfigurationErrorCode =
  | 'config_missing'
  | 'config_unreadable'
  | 'config_unknown_name'
  | 'config_invalid'
  | 'issuer_not_https'
  | 'host_not_loopback'
  | 'wrapping_key_missing'
  | 'store_of_other_issuer';

/** What is wrong with the configuration, each finding with its place and its cure. */
export class ConfigurationError extends KeyturnError<ConfigurationErrorCode> {
  readonly findings: readonly string[];

  constructor(code: ConfigurationErrorCode, findings: readonly string[], options?: { cause?: unknown }) {
    super(code, findings.join('\n'), options);
    this.findings = findings;
  }
}
