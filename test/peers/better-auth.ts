import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';

/**
 * better-auth with its plugin `jwt`, one user signed in. Everything is at its default except for the rotation, which
 * is off by default: a key is as old as that, and the token after it makes the next one.
 */
export async function startBetterAuth(origin: string, rotationInterval: number) {
  const auth = betterAuth({
    baseURL: origin,
    secret: 'a-secret-of-the-test-and-nothing-else',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    plugins: [jwt({ jwks: { rotationInterval } })],
  });
  const { headers: signedUp } = await auth.api.signUpEmail({
    body: { name: 'a', email: 'a@example.com', password: 'a-password-of-the-test' },
    returnHeaders: true,
  });
  const cookie = signedUp
    .getSetCookie()
    .map((each) => each.split(';', 1)[0])
    .join('; ');
  return {
    handle: toNodeHandler(auth),
    jwksUri: `${origin}/api/auth/jwks`,
    issue: async () => (await auth.api.getToken({ headers: new Headers({ cookie }) })).token,
  };
}
