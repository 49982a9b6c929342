import { parseArgs } from 'node:util';
import { startConsumerService } from './service.js';

/** Does what the command line says (README); the answer ends it. */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<() => Promise<void>> {
  const { values } = parseArgs({ args: [...args], options: { issuer: { type: 'string' } } });
  const { KEYTURN_PORT = '4000', CONSUMER_PORT = '4100' } = environment;
  const port = Number(CONSUMER_PORT);
  const service = await startConsumerService({
    issuer: values.issuer ?? `http://localhost:${KEYTURN_PORT}`,
    audience: 'https://reports.example',
    port,
    // For the sample alone: an issuer on loopback, whose keys turn within seconds.
    ...(values.issuer === undefined ? { verifier: { allowLoopback: true, durations: 'drill' } } : {}),
    log: (event, fields) => console.error(JSON.stringify({ event, ...fields })),
  });
  console.log(`consumer service: http://localhost:${port}`);
  return service.close;
}
