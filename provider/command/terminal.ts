import type { Environment } from '../configuration/environment.js';

/** What a verb sees of the outside; tests bring their own. */
export interface Terminal {
  /** One or more lines for the person or program that asked. */
  say(text: string): void;
  /** The same for what went wrong. */
  complain(text: string): void;
  /** All of standard input, cut at the cap. */
  readInput(maxBytes: number): Promise<string>;
  readonly environment: Environment;
  /** Where the command is run; development mode keeps its keys in `.keyturn/` there. */
  readonly folder: string;
  /** Resolves after so long; the process stays. */
  wait(milliseconds: number): Promise<void>;
  /** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
  untilSignal(): Promise<string>;
}
