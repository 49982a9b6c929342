import { KeyturnError } from '@keyturn/shared/error-base';

/** The command line does not say enough, or contradicts itself. */
export class UsageError extends KeyturnError<'usage'> {
  constructor(message: string) {
    super('usage', message);
  }
}
