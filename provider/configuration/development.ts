import { isLoopback } from './check-issuer.js';
import { ConfigurationError } from './configuration-error.js';
import type { SingleIssuerInput } from './schema.js';

/** The sample that development mode serves. Public knowledge: nothing of it may be used anywhere else. */
export const sample = {
  clientId: 'demo',
  clientSecret: 'demo-secret',
  audience: 'https://api.example',
  cronCredential: 'demo-cron',
  adminCredential: 'demo-admin',
} as const;

export const DEFAULT_PORT = 4000;
const FOLDER = '.keyturn';

/**
 * `keyturn start --dev`: loopback only, rotations within a minute, keys in `.keyturn/`, one ring for each port.
 * @param drills that may be run: each has an issuer of its own, so in development all of them.
 */
export function developmentConfiguration(
  port: number = DEFAULT_PORT,
  drills: readonly string[] = [],
): SingleIssuerInput {
  return {
    issuer: `http://localhost:${port}`,
    listen: { host: 'localhost', port },
    store: { kind: 'file', folder: `${FOLDER}/ring-${port}` },
    wrappingKeyFile: `${FOLDER}/wrapping-key`,
    rotation: {
      profile: 'dev',
      series: [{ alg: 'RS256' }, { alg: 'ES256' }, { alg: 'ES256', name: 'inners' }],
    },
    // The lid of a laptop stops its monotonic clock.
    confirmClockSteps: false,
    inners: { series: 'inners' },
    discovery: { grease: true },
    clients: [
      {
        clientId: sample.clientId,
        secrets: [`plain:${sample.clientSecret}`],
        audiences: [sample.audience],
        scopes: ['read', 'write'],
        inners: true,
      },
    ],
    certificates: {
      authority: { folder: `${FOLDER}/ca`, rootDistributionSeconds: 60 },
      replica: { upstream: { kind: 'authority' } },
    },
    cron: { credentials: [`plain:${sample.cronCredential}`], drills: [...drills] },
    admin: { callers: [{ name: 'demo', credentials: [`plain:${sample.adminCredential}`] }] },
  };
}

/** Everybody knows the sample's secrets, so nobody but this machine may reach it. Throws ConfigurationError. */
export function assertLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new ConfigurationError('host_not_loopback', [
    `listen.host: development mode listens on loopback only, not on ${host}; write a configuration and start with --config`,
  ]);
}
