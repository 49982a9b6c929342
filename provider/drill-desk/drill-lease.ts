import type { Clock } from '@keyturn/shared/clock';
import { z } from 'zod';
import type { RunStop } from '../scenario/run-stop.js';

/** Where the lease lies: what the replicas of an issuer share. */
export interface LeaseMemory {
  addIfAbsent(namespace: string, key: string, ttlSeconds: number, value: unknown): Promise<boolean>;
  get(namespace: string, key: string): Promise<unknown>;
  set(namespace: string, key: string, value: unknown, ttlSeconds: number): Promise<void>;
  remove(namespace: string, key: string): Promise<void>;
}

const heldSchema = z.object({
  /** Of the run, and of its report. */
  id: z.string(),
  name: z.string(),
  /** Who started it. */
  by: z.string(),
});

/** The run that holds the lease. */
export type HeldLease = z.infer<typeof heldSchema>;

const NAMESPACE = 'drills';
const LEASE = 'lease';
/** A process that was killed in a drill keeps others out for so long. */
export const LEASE_SECONDS = 60;
const LOOK_MILLISECONDS = 1000;

/** False where another run holds it, in whichever process. */
export function takeLease(memory: LeaseMemory, held: HeldLease): Promise<boolean> {
  return memory.addIfAbsent(NAMESPACE, LEASE, LEASE_SECONDS, held);
}

export async function readLease(memory: LeaseMemory): Promise<HeldLease | undefined> {
  return heldSchema.safeParse(await memory.get(NAMESPACE, LEASE)).data;
}

/** Whoever runs it hears of it at its next look. */
export async function askToStop(memory: LeaseMemory, id: string, by: string): Promise<void> {
  await memory.set(NAMESPACE, stopOf(id), by, LEASE_SECONDS);
}

export interface KeepParts {
  readonly memory: LeaseMemory;
  readonly clock: Clock;
  readonly held: HeldLease;
  readonly stop: RunStop;
}

/**
 * Renews a lease that was taken, and listens for who wants the run to end. A run whose lease was lost or could not be renewed
 * ends: another one may have begun. Answers how to give the lease back.
 */
export function keepLease({ memory, clock, held, stop }: KeepParts): () => Promise<void> {
  let isOver = false;
  let cancel = () => {};
  let looking: Promise<void> = Promise.resolve();
  let renewedAtMilliseconds = clock.monotonicMilliseconds();
  async function look(): Promise<void> {
    const stopper = await memory.get(NAMESPACE, stopOf(held.id));
    if (typeof stopper === 'string') stop.end(stopper);
    if ((await readLease(memory))?.id !== held.id) stop.end('the loss of its lease');
    else await memory.set(NAMESPACE, LEASE, held, LEASE_SECONDS);
    renewedAtMilliseconds = clock.monotonicMilliseconds();
  }
  function lookAgain(): void {
    cancel = clock.after(LOOK_MILLISECONDS, () => {
      looking = look()
        .catch(() => {
          const agoMilliseconds = clock.monotonicMilliseconds() - renewedAtMilliseconds;
          if (agoMilliseconds > (LEASE_SECONDS * 1000) / 2) stop.end('the loss of the store of its lease');
        })
        .then(() => {
          if (!isOver) lookAgain();
        });
    });
  }
  lookAgain();
  return async () => {
    isOver = true;
    cancel();
    await looking;
    if ((await readLease(memory))?.id === held.id) await memory.remove(NAMESPACE, LEASE);
  };
}

const stopOf = (id: string) => `stop ${id}`;
