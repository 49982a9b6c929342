import type { Request, Response } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import { judgeStatus } from '../../provider/drills/url-target.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

/** Called as express calls it: what it hands on with a status is answered with that status, and with 500 where it has none. */
export const expressOauth2JwtBearer: Party = {
  name: 'express-oauth2-jwt-bearer',
  versions: () => npmVersions('express-oauth2-jwt-bearer'),
  settings: '`issuerBaseURL`',
  lifetime: { defaultSeconds: 600, option: 'cacheMaxAge' },
  discovers: true,
  httpsOnly: false,
  open({ issuer, audience, lifetimeSeconds }) {
    const handle = auth({
      issuerBaseURL: issuer,
      audience,
      ...(lifetimeSeconds === undefined ? {} : { cacheMaxAge: lifetimeSeconds * 1000 }),
    });
    return {
      async present({ token }) {
        const headers = { host: 'api.example', authorization: `Bearer ${token}` };
        const request = { ...requestLine, headers, get: () => headers.host, is: () => false };
        const error = await new Promise<unknown>((resolve) => {
          handle(request as unknown as Request, {} as Response, resolve);
        });
        return judgeStatus(error === undefined ? 200 : statusOf(error));
      },
      close() {},
    };
  },
};

const requestLine = {
  method: 'GET',
  protocol: 'https',
  host: 'api.example',
  originalUrl: '/',
  url: '/',
  query: {},
};

const statusOf = (error: unknown) => (error as { readonly status?: number }).status ?? 500;
