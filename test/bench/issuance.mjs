import { median, medianRatio } from './measure.mjs';
import { startServer } from './over-http/pair.mjs';
import { tokenRequest } from './over-http/requests.mjs';
import { takeTurns } from './over-http/take-turns.mjs';

/** Tokens by client_credentials over loopback, the client and each server in a process of its own. */
export const issuanceAlgorithms = ['ES256', 'RS256'];
export const atLeastOverOidcProvider = 1.5;
export const atLeastOverBareSigning = 0.7;
/** How many requests are under way at once; the bars are of the one in the middle. */
const sizes = [1, 16, 64];
const [, inFlightOfBars] = sizes;
const requestsPerTurn = 400;
const mostRounds = 25;
const bare = ['bare, signs at once', 'bare, signs in the pool'];

export async function measureIssuance(rounds) {
  const rows = [];
  const bars = [];
  for (const alg of issuanceAlgorithms) {
    const { microseconds, cpuMicroseconds } = await takeTurns({
      start: () => startServers(alg),
      subjects: askAll,
      rounds: Math.min(rounds, mostRounds),
    });
    for (const size of sizes)
      for (const name of ['keyturn', 'oidc-provider', ...bare]) {
        const key = `${name} ${size}`;
        const each = median(microseconds[key]);
        rows.push([alg, size, name, Math.round(1e6 / each), each, median(cpuMicroseconds[key])]);
      }
    const of = (name) => microseconds[`${name} ${inFlightOfBars}`];
    const [fasterBare] = [...bare].sort((a, b) => median(of(a)) - median(of(b)));
    bars.push(
      {
        name: `${alg} tokens issued, throughput over oidc-provider`,
        value: medianRatio(of('oidc-provider'), of('keyturn')),
        atLeast: atLeastOverOidcProvider,
      },
      {
        name: `${alg} tokens issued, throughput over a bare handler that signs`,
        value: medianRatio(of(fasterBare), of('keyturn')),
        atLeast: atLeastOverBareSigning,
      },
    );
  }
  return {
    title: 'Tokens issued',
    about:
      'client_credentials over loopback, the client in another process. Ours and oidc-provider authenticate the client and look at' +
      ' everything; the bare Koa handlers sign the same claims and look at nothing. The bars are of 16 in flight and the faster bare one.',
    head: ['alg', 'in flight', '', 'tokens a second', 'microseconds', 'of the server’s processor'],
    rows,
    bars,
  };
}

async function startServers(alg) {
  const [keyturn, oidcProvider, atOnce, inPool] = await Promise.all([
    startServer('keyturn', { algorithms: [alg] }),
    startServer('oidc-provider', { algorithms: [alg] }),
    startServer('bare token', { alg, inPool: false }),
    startServer('bare token', { alg, inPool: true }),
  ]);
  return { keyturn, 'oidc-provider': oidcProvider, [bare[0]]: atOnce, [bare[1]]: inPool };
}

function askAll(servers) {
  const request = tokenRequest();
  return Object.fromEntries(
    sizes.flatMap((inFlight) =>
      Object.entries(servers).map(([name, server]) => [
        `${name} ${inFlight}`,
        { server, request, status: 200, inFlight, count: requestsPerTurn },
      ]),
    ),
  );
}
