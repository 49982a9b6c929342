import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stayFor } from '@keyturn/shared/clock';
import { onTestFinished } from 'vitest';
import type { ExitCode } from '../../../provider/command/exit-code.js';
import { runCommand } from '../../../provider/command/run-command.js';
import type { Environment } from '../../../provider/configuration/environment.js';

export interface Ended {
  readonly code: ExitCode;
  readonly said: string;
  readonly complained: string;
}

export interface Running {
  /** What was said so far. */
  said(): string;
  /** Resolves when this text was said, rejects when the command ended without it. */
  until(text: string): Promise<void>;
  /** As Ctrl-C. */
  interrupt(): void;
  readonly ended: Promise<Ended>;
}

export interface CommandPlace {
  readonly input?: string;
  readonly environment?: Environment;
  readonly folder?: string;
}

/** Starts the command with a terminal of its own. */
export function startCommand(args: readonly string[], place: CommandPlace = {}): Running {
  const { input = '', environment = {}, folder = '/nowhere' } = place;
  const said: string[] = [];
  const complained: string[] = [];
  const listeners = new Set<() => void>();
  let interrupt = () => {};
  const signalled = new Promise<string>((resolve) => {
    interrupt = () => resolve('SIGINT');
  });
  const ended = runCommand(args, {
    say(text) {
      said.push(text);
      for (const listener of listeners) listener();
    },
    complain: (text) => void complained.push(text),
    readInput: async () => input,
    environment,
    folder,
    wait: stayFor,
    untilSignal: () => signalled,
  }).then((code) => ({ code, said: said.join('\n'), complained: complained.join('\n') }));
  const until = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => said.some((line) => line.includes(text)) && resolve();
      listeners.add(look);
      look();
      ended.then(
        ({ code, complained: why }) => reject(new Error(`ended with ${code} without saying ${text}: ${why}`)),
        reject,
      );
    });
  return { said: () => said.join('\n'), until, interrupt, ended };
}

/** Runs the command to its end. */
export function run(args: readonly string[], place: CommandPlace = {}): Promise<Ended> {
  return startCommand(args, place).ended;
}

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-command-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeJson(folder: string, name: string, value: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, JSON.stringify(value));
  return file;
}

/** A port that is free on both loopback addresses, as far as anyone can tell. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
