import { interleave } from '../measure.mjs';
import { startClient } from './pair.mjs';

/** A process keeps the luck of its memory for as long as it lives, some are half as fast again: so there are several. */
const mostGenerations = 5;
const mostWarmUpRequests = 3000;
const warmUpRequestsARound = 150;

/**
 * Lets servers take turns at being asked, each in a process of its own, begun anew for each generation.
 * @param start answers the servers of a generation by name.
 * @param subjects answers, of these servers, what is asked by name: `{ server, request, status, inFlight, count }`.
 * @returns microseconds a request of all rounds by name, and those of the server's processor.
 */
export async function takeTurns({ start, subjects, rounds }) {
  const generations = Math.min(mostGenerations, rounds);
  const warmUpRequests = Math.min(mostWarmUpRequests, warmUpRequestsARound * rounds);
  const microseconds = {};
  const cpuMicroseconds = {};
  for (let generation = 0; generation < generations; generation++) {
    const servers = await start();
    const client = startClient();
    try {
      const asked = subjects(servers);
      const cpu = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
      const measurements = {};
      const warm = new Set();
      for (const [name, { server, ...order }] of Object.entries(asked)) {
        if (!warm.has(server)) await client.measure(server, { ...order, count: warmUpRequests });
        warm.add(server);
        measurements[name] = async () => {
          const measured = await client.measure(server, order);
          cpu[name].push(measured.cpuMicroseconds);
          return measured.microseconds;
        };
      }
      append(microseconds, await interleave(measurements, Math.ceil(rounds / generations)));
      append(cpuMicroseconds, cpu);
    } finally {
      for (const each of [client, ...Object.values(servers)]) each.stop();
    }
  }
  return { microseconds, cpuMicroseconds };
}

function append(all, more) {
  for (const [name, numbers] of Object.entries(more)) all[name] = [...(all[name] ?? []), ...numbers];
}
