import { randomBytes } from 'node:crypto';
import { createProvider } from 'keyturn';
import { describe, expect, onTestFinished, test } from 'vitest';
import { basicAuthorization, sendRequest } from '../provider/http/test-provider.js';
import { sharedKinds } from './shared-kinds.js';

const wrappingKey = randomBytes(32).toString('base64url');
const authorization = basicAuthorization('service', 'secret of the tests');
const form = (parameters: Readonly<Record<string, string>>) => ({
  method: 'POST',
  headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(parameters).toString(),
});

describe.each(sharedKinds)('two replicas on $name', ({ name, start }) => {
  test('turn one ring, know what the other was told, outlast the server, and go on when it is back', async () => {
    const server = await start();
    onTestFinished(() => server.discard());
    const startReplica = async (createRing: boolean) => {
      const provider = await createProvider(
        {
          issuer: 'http://localhost:4000',
          store: { kind: name, url: server.url },
          wrappingKey,
          rotation: { profile: 'dev', series: [{ alg: 'ES256' }] },
          clients: [
            {
              clientId: 'service',
              secrets: ['plain:secret of the tests'],
              audiences: ['https://api.example'],
              introspects: ['https://api.example'],
            },
          ],
        },
        { createRing, log: () => {} },
      );
      const { port } = await provider.listen({ host: '127.0.0.1', port: 0 });
      onTestFinished(() => provider.close());
      return { provider, call: (path: string, options = {}) => sendRequest(port, path, options) };
    };
    const one = await startReplica(true);
    const other = await startReplica(false);

    const { epoch } = await one.provider
      .issuer()
      .ring.verbs.rotate('ES256', 'operator', { reason: 'a test' });
    await until(async () => (await other.call('/jwks')).json.keyturn_epoch === epoch);

    const issued = await one.call('/token', form({ grant_type: 'client_credentials' }));
    const token = String(issued.json.access_token);
    expect((await other.call('/introspect', form({ token }))).json).toMatchObject({ active: true });
    expect((await one.call('/revoke', form({ token }))).status).toBe(200);
    expect((await other.call('/introspect', form({ token }))).json).toEqual({ active: false });

    await server.kill();
    const ask = () => other.call('/token', form({ grant_type: 'client_credentials' }));
    await until(async () => (await ask()).status === 503);
    expect((await other.call('/health/live')).status).toBe(200);
    await server.start();
    await until(async () => (await ask()).status === 200);
    expect((await other.call('/jwks')).json.keyturn_epoch).toBe(
      (await one.provider.issuer().ring.look()).ring.epoch,
    );
    expect((await other.call('/introspect', form({ token }))).json).toEqual({ active: false });
  });
});

/** However slow the machine is; what never comes is cut off by the runner. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}
