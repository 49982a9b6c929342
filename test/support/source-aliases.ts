import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Tests run the sources, not what was last built: a stale build cannot make them pass. */
export const sourceAliases = [
  { find: /^@keyturn\/shared\/(.*)$/, replacement: `${root}shared/$1.ts` },
  { find: /^@keyturn\/relying-party$/, replacement: `${root}relying-party/index.ts` },
  { find: /^@keyturn\/relying-party\/denylist$/, replacement: `${root}relying-party/denylist.ts` },
  { find: /^@keyturn\/relying-party\/drill$/, replacement: `${root}relying-party/drill.ts` },
  { find: /^@keyturn\/relying-party\/dpop$/, replacement: `${root}relying-party/dpop.ts` },
  { find: /^@keyturn\/relying-party\/jwc$/, replacement: `${root}relying-party/jwc.ts` },
  {
    find: /^@keyturn\/relying-party\/(express|fastify|hono|koa|web)$/,
    replacement: `${root}relying-party/http/$1.ts`,
  },
  { find: /^@keyturn\/relying-party\/mtls$/, replacement: `${root}relying-party/mtls.ts` },
  {
    find: /^@keyturn\/relying-party\/(introspection|one-time|opentelemetry|persisted-keys|tenants)$/,
    replacement: `${root}relying-party/$1.ts`,
  },
  { find: /^@keyturn\/relying-party\/x5c$/, replacement: `${root}relying-party/x5c.ts` },
  { find: /^@keyturn\/relying-party\/plan$/, replacement: `${root}relying-party/plan.ts` },
  { find: /^keyturn\/certificates$/, replacement: `${root}provider/certificates.ts` },
  { find: /^keyturn$/, replacement: `${root}provider/index.ts` },
];
