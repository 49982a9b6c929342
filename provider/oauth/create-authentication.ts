import { OptionRefusal } from '@keyturn/relying-party';
import type { Clock } from '@keyturn/shared/clock';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { IssuerConfiguration } from '../configuration/issuer-schema.js';
import { issuerPaths } from '../http/issuer-paths.js';
import type { ClientAuthentication } from './authenticate-client.js';
import type { Client } from './client.js';
import { createAssertionCheck } from './client-assertion.js';
import type { SecretCheck, SecretDoor } from './secret-check.js';
import type { StoredSecret } from './stored-secret.js';
import { readStoredSecret } from './stored-secret.js';
import type { UsedOnce } from './used-once.js';

/** What every issuer of a process shares: one door for slow checks. And the issuer's own memory of what was used once. */
export interface AuthenticationParts {
  readonly door: SecretDoor;
  readonly memory: UsedOnce;
  readonly clock: Clock;
}

/** Makes ready what authenticates the clients of an issuer; plain secrets are hashed here and forgotten. */
export async function createAuthentication(
  { issuer, clients }: Pick<IssuerConfiguration, 'issuer' | 'clients'>,
  { door, memory, clock }: AuthenticationParts,
): Promise<ClientAuthentication> {
  const stored = await Promise.all(clients.map(({ secrets }) => readSecrets(secrets)));
  const slowest = Math.max(0, ...stored.map(countScrypt));
  if (slowest > 0) await door.learnPace();
  const registered = clients.map((client, at): Client => {
    const secrets = stored[at] ?? [];
    return { ...client, checkSecret: secrets.length === 0 ? undefined : door.createCheck(secrets, slowest) };
  });
  const { tokenEndpoint } = issuerPaths(issuer);
  return {
    clients: new Map(registered.map((client) => [client.clientId, client])),
    checkAssertion: refuseWrongOptions(() =>
      createAssertionCheck(clients, { issuer, tokenEndpoint }, memory, clock),
    ),
    checkAgainstNobody: door.createCheck([], slowest),
  };
}

/** A check of credentials that belong to no client, as those of `/cron`. */
export async function createCredentialCheck(
  credentials: readonly string[],
  door: SecretDoor,
): Promise<SecretCheck> {
  return door.createCheck(await readSecrets(credentials));
}

/** Anchors and bindings are the verifier's to judge; what it refuses is wrong in the configuration. */
function refuseWrongOptions<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof OptionRefusal)) throw error;
    throw new ConfigurationError('config_invalid', [`clients: ${error.message}`]);
  }
}

async function readSecrets(texts: readonly string[]): Promise<readonly StoredSecret[]> {
  const read = await Promise.all(texts.map(readStoredSecret));
  return read.filter((secret) => secret !== undefined);
}

function countScrypt(stored: readonly StoredSecret[]): number {
  return stored.filter(({ scheme }) => scheme === 'scrypt').length;
}
