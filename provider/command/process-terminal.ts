import { stayFor } from '@keyturn/shared/clock';
import getRawBody from 'raw-body';
import { processEnvironment } from '../config.js';
import { showControls } from './show-controls.js';
import type { Terminal } from './terminal.js';

/** The terminal of this process. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', passOverEndOfReader);
  return {
    say: (text) => process.stdout.write(`${showControls(text)}\n`),
    complain: (text) => process.stderr.write(`${showControls(text)}\n`),
    readInput: (maxBytes) => getRawBody(process.stdin, { limit: maxBytes, encoding: 'utf-8' }),
    environment: processEnvironment(),
    folder: process.cwd(),
    wait: stayFor,
    untilSignal: () =>
      new Promise((resolve) => {
        const heard = (signal: NodeJS.Signals) => {
          // With nobody listening any more, the second signal ends the process as usual.
          for (const each of endingSignals) process.off(each, heard);
          resolve(signal);
        };
        for (const each of endingSignals) process.on(each, heard);
      }),
  };
}

const endingSignals = ['SIGINT', 'SIGTERM'] as const;

/** `keyturn … | head` reads as far as it likes; what is under way, serving above all, goes on. */
function passOverEndOfReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
