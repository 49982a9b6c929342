import type { RequestListener } from 'node:http';
import type { Replica } from './replica.js';

/** To each in turn of those that are ready; where none is, to each that runs, and last to any, which then says so. */
export function createReplicaFront(replicas: readonly Replica[]): RequestListener {
  let turn = 0;
  return (request, response) => {
    const ready = replicas.filter(({ isReady }) => isReady);
    const running = replicas.filter(({ provider }) => provider !== undefined);
    const candidates = [ready, running, replicas].find((some) => some.length > 0) ?? [];
    turn += 1;
    candidates[turn % candidates.length]?.handle(request, response);
  };
}
