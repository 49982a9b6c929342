import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { interleave, median, medianRatio } from './measure.mjs';
import { audience, makeParty, mintTokens } from './tokens.mjs';

const run = promisify(execFile);
const rounds = 15;

/** Import of the verifier and the first verification from a provider on loopback, each in a new process. */
const programs = {
  keyturn: `
    const { createVerifier } = await import('@keyturn/relying-party');
    const verifier = createVerifier({ allowLoopback: true, issuers: [{ issuer, audience }] });
    await verifier.verify(token);`,
  jose: `
    const { createRemoteJWKSet, jwtVerify } = await import('jose');
    const answer = await fetch(issuer + '/.well-known/openid-configuration');
    const metadata = await answer.json();
    if (metadata.issuer !== issuer) throw new Error('another issuer');
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
    await jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'], typ: 'at+jwt' });`,
};

export async function measureColdStart() {
  const party = makeParty('ES256');
  const server = createServer((request, response) => {
    const body = request.url === '/jwks' ? { keys: [party.jwk] } : { issuer, jwks_uri: `${issuer}/jwks` };
    response.setHeader('content-type', 'application/json');
    response.setHeader('cache-control', 'max-age=600');
    response.end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const [token] = mintTokens(party, 1, { claims: { iss: issuer } });
  const measurements = Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [
      name,
      () => timeProgram(program, { issuer, audience, token }),
    ]),
  );
  const samples = await interleave(measurements, rounds);
  server.close();
  return {
    title: 'Cold start',
    about:
      'Milliseconds from the first line of a new process to the first verified token, discovery included.',
    head: ['', 'milliseconds'],
    rows: Object.entries(samples).map(([name, all]) => [name, median(all)]),
    bars: [
      {
        name: 'cold start, keyturn / jose with discovery by hand',
        value: medianRatio(samples.keyturn, samples.jose),
        atMost: 1,
      },
    ],
  };
}

async function timeProgram(program, values) {
  const source = `const start = performance.now();
    const { issuer, audience, token } = JSON.parse(process.env.BENCH_VALUES);
    ${program}
    console.log(performance.now() - start);
    process.exit();`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: import.meta.dirname,
    env: { ...process.env, BENCH_VALUES: JSON.stringify(values) },
  });
  return Number(stdout);
}
