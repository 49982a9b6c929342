import { KeyturnError } from '@keyturn/shared/error-base';
import type { ExitCode } from './exit-code.js';
import { exitCodes } from './exit-code.js';

/** A running provider refused, by the code of its problem, or could not be reached: `provider_unreachable`, `answer_unreadable`. */
export class DeskError extends KeyturnError {
  readonly status: number | undefined;

  constructor(code: string, message: string, status?: number) {
    super(code, message);
    this.status = status;
  }

  get exitCode(): ExitCode {
    if (this.status === undefined || this.status >= 500 || this.status === 429) return exitCodes.unavailable;
    return this.status === 409 || this.code === 'series_unknown' ? exitCodes.refused : exitCodes.usage;
  }
}
