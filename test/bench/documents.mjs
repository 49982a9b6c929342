import { median, medianRatio } from './measure.mjs';
import { startServer } from './over-http/pair.mjs';
import { getRequest } from './over-http/requests.mjs';
import { takeTurns } from './over-http/take-turns.mjs';

/** The key set and the discovery document over loopback, the client and each server in a process of its own. */
export const atLeastOverBareDocument = 0.8;
export const atLeastOverOidcProvider = 1.5;
const discoveryPath = '/.well-known/openid-configuration';
/** Series of one algorithm each: key sets of three sizes. */
const sizes = [['ES256'], ['RS256', 'ES256'], ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']];
const [, usual] = sizes;
const inFlight = 16;
const requestsPerTurn = 800;
const mostRounds = 25;

export async function measureDocuments(rounds) {
  const rows = [];
  const bars = [];
  for (const algorithms of sizes) {
    let keys = 0;
    const { microseconds, cpuMicroseconds } = await takeTurns({
      start: async () => {
        const servers = await startServers(algorithms);
        keys = servers.keyturn.keys;
        return servers;
      },
      subjects: algorithms === usual ? askForEverything : askForKeys,
      rounds: Math.min(rounds, mostRounds),
    });
    for (const name of Object.keys(microseconds)) {
      const each = median(microseconds[name]);
      rows.push([keys, ...name.split(', '), Math.round(1e6 / each), each, median(cpuMicroseconds[name])]);
    }
    bars.push(...judge(keys, microseconds, cpuMicroseconds));
  }
  return {
    title: 'Documents served',
    about:
      'Over loopback with 16 in flight, the client in another process. The bare Koa handler sends the same bytes and headers, and' +
      ' looks at nothing; oidc-provider has as many keys.',
    head: ['keys', 'document', '', 'answers a second', 'microseconds', 'of the server’s processor'],
    rows,
    bars,
  };
}

function judge(keys, microseconds, cpuMicroseconds) {
  const documents = ['JWKS', 'discovery'].filter((document) => microseconds[`${document}, keyturn`]);
  const throughput = documents.flatMap((document) => {
    const what = document === 'JWKS' ? `JWKS of ${keys} keys` : document;
    const over = (peer) =>
      medianRatio(microseconds[`${document}, ${peer}`], microseconds[`${document}, keyturn`]);
    return [
      {
        name: `${what}, throughput over a bare handler`,
        value: over('bare'),
        atLeast: atLeastOverBareDocument,
      },
      {
        name: `${what}, throughput over oidc-provider`,
        value: over('oidc-provider'),
        atLeast: atLeastOverOidcProvider,
      },
    ];
  });
  return [
    ...throughput,
    ...documents.map((document) => ({
      name: `${document === 'JWKS' ? `JWKS of ${keys} keys` : document}, processor of 304 / of 200`,
      value: medianRatio(
        cpuMicroseconds[`${document}, keyturn 304`],
        cpuMicroseconds[`${document}, keyturn`],
      ),
      atMost: 1,
      limit: `medians of ${median(cpuMicroseconds[`${document}, keyturn 304`]).toFixed(1)} and ${median(cpuMicroseconds[`${document}, keyturn`]).toFixed(1)} microseconds of the processor: nearly all of either is the request, and from one half of the rounds to the other the 200 itself differs by ${halvesDiffer(cpuMicroseconds[`${document}, keyturn`])} %`,
    })),
  ];
}

/** By how many per cent the medians of the even and of the odd rounds differ: what is less than that is not seen. */
function halvesDiffer(samples) {
  const [even, odd] = [0, 1].map((rest) => median(samples.filter((_, at) => at % 2 === rest)));
  return (Math.abs(even / odd - 1) * 100).toFixed(1);
}

async function startServers(algorithms) {
  const keyturn = await startServer('keyturn', { algorithms });
  const [jwks, discovery] = await Promise.all([read(keyturn, '/jwks'), read(keyturn, discoveryPath)]);
  const published = JSON.parse(jwks.text).keys.map(({ alg }) => alg);
  const [bareJwks, bareDiscovery, oidcProvider] = await Promise.all([
    startServer('bare document', { path: '/jwks', ...jwks }),
    startServer('bare document', { path: discoveryPath, ...discovery }),
    startServer('oidc-provider', { algorithms: published }),
  ]);
  return {
    keyturn: {
      ...keyturn,
      keys: published.length,
      tags: { '/jwks': jwks.headers.etag, [discoveryPath]: discovery.headers.etag },
    },
    bareJwks,
    bareDiscovery,
    oidcProvider,
  };
}

/** What a bare handler is to send: all that ours sends, but for what Node itself writes. */
async function read({ port }, path) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  const text = await answer.text();
  const ofNode = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
  const headers = [...answer.headers].filter(([name]) => !ofNode.includes(name));
  return { headers: Object.fromEntries(headers), text };
}

const askForKeys = (servers) => ask('JWKS', '/jwks', servers, servers.bareJwks);
const askForEverything = (servers) => ({
  ...askForKeys(servers),
  ...ask('discovery', discoveryPath, servers, servers.bareDiscovery),
});

function ask(document, path, { keyturn, oidcProvider }, bare) {
  const request = getRequest(path);
  const order = { status: 200, inFlight, count: requestsPerTurn };
  return {
    [`${document}, keyturn`]: { ...order, server: keyturn, request },
    [`${document}, bare`]: { ...order, server: bare, request },
    [`${document}, oidc-provider`]: { ...order, server: oidcProvider, request },
    [`${document}, keyturn 304`]: {
      ...order,
      server: keyturn,
      status: 304,
      request: getRequest(path, { 'If-None-Match': keyturn.tags[path] }),
    },
  };
}
