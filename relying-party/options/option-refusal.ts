import { KeyturnError } from '@keyturn/shared/error-base';

/** What can be wrong with an option. */
export type OptionRefusalCode = 'option_unknown' | 'option_missing' | 'option_invalid' | 'option_unsupported';

/** Thrown when a verifier is created, never while it verifies. */
export class OptionRefusal extends KeyturnError<OptionRefusalCode> {
  /** Where it stands, for example `issuers[0].audience`. */
  readonly option: string;

  constructor(code: OptionRefusalCode, option: string, message: string) {
    super(code, `${option}: ${message}`);
    this.option = option;
  }
}
