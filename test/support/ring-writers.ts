import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { findBrokenLink } from '../../provider/ring/journal.js';
import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { RingStore } from '../../provider/stores/ring-store.js';

/** A process that turns a ring and says each epoch once its commit was promised. */
export interface RingWriter {
  readonly process: ChildProcess;
  /** The epochs whose commit it was promised. */
  readonly promised: number[];
  readonly ended: Promise<unknown>;
}

/** Starts a program that was bundled; it goes with the test. */
export function startWriter(program: string, args: readonly string[]): RingWriter {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const promised: number[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    promised.push(...lines.map(Number));
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { process: child, promised, ended: once(child, 'close') };
}

/** Every change since `first` is in the ring's journal or in the archive beside it, in one unbroken chain. Answers the epoch. */
export async function expectWhole(store: RingStore, first: KeyRing): Promise<number> {
  const stored = await store.read();
  const epoch = stored?.epoch ?? -1;
  const tail = stored?.journal.entries ?? [];
  const archived = (await store.readArchive()).filter(({ sequence }) => sequence < (tail[0]?.sequence ?? 0));
  const entries = [...archived, ...tail];
  expect(entries).toHaveLength(1 + epoch - first.epoch);
  expect(findBrokenLink(entries, stored?.journal.head ?? '')).toBeNull();
  return epoch;
}
