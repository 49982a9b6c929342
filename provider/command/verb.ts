import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Makes one verb: a command with its options that tells `done` how it ended. */
export type Verb = (terminal: Terminal, done: (code: ExitCode) => void) => Command;
