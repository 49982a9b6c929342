import type { AuthServiceOptions } from './start.js';

export const audience = 'https://reports.example';

/**
 * To look around on loopback, in a folder that is thrown away: keys that may turn seven seconds after they were published,
 * and secrets that everybody knows. Nothing of it may be used anywhere else.
 */
export const sample = {
  firstUsers: [{ name: 'jane', password: 'a lamp in every lighthouse', role: 'admin' }],
  provider: {
    rotation: {
      profile: 'drill',
      maxTokenLifetimeSeconds: 600,
      retentionSeconds: 660,
      rotationIntervalSeconds: 86_400,
    },
    cron: { credentials: ['plain:sample-cron'] },
    admin: { callers: [{ name: 'sample', credentials: ['plain:sample-admin'] }] },
  },
} as const satisfies Partial<AuthServiceOptions>;
