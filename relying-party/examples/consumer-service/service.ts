import { createServer } from 'node:http';
import { createVerifier, type VerifierOptions } from '@keyturn/relying-party';
import { bearerAuth } from '@keyturn/relying-party/express';
import express, { type ErrorRequestHandler } from 'express';
import { requireRole } from './require-role.js';

export interface ConsumerOptions {
  /** All that it knows of the auth service. */
  readonly issuer: string;
  /** Who it is itself: a token for another service is refused. */
  readonly audience: string;
  readonly port: number;
  /** More for the verifier. Default: none, so the issuer is reached by https at a public address. */
  readonly verifier?: Partial<VerifierOptions>;
  readonly log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A service with something to protect. It asks the issuer for keys, and nobody about a token. */
export async function startConsumerService({ issuer, audience, port, verifier: more, log }: ConsumerOptions) {
  const verifier = createVerifier({ issuers: [{ issuer, audience }], ...more });
  // Why a token was refused is for the log; its sender hears only that it was.
  verifier.on('token.refused', ({ code }) => log('token.refused', { code }));

  const app = express();
  app.disable('x-powered-by');
  app.use(bearerAuth(verifier));
  app.get('/reports', (_request, response) => {
    const { claims, kid } = response.locals.token;
    response.json({ reports: ['spring', 'summer'], for: claims.sub, roles: claims.roles, kid });
  });
  app.get('/audit', requireRole('admin'), (_request, response) => {
    response.json({ audit: ['jane read summer'], kid: response.locals.token.kid });
  });
  app.use(answerFaults(log));

  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, 'localhost', () => resolve());
  });
  return {
    close() {
      verifier.close();
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Express would show the stack to the caller. */
function answerFaults(log: ConsumerOptions['log']): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    log('request.failed', { error: String(error) });
    response.status(500).json({ title: 'Internal Server Error', status: 500 });
  };
}
