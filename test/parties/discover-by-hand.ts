import { get, type IncomingMessage } from 'node:http';
import { get as getOverTls } from 'node:https';
import { json } from 'node:stream/consumers';

/** What a service writes around a library that does not read discovery documents: once, tried again only where it failed. */
export function discoverByHand(issuer: string): () => Promise<string> {
  let reading: Promise<string> | undefined;
  return () => {
    reading ??= readJwksUri(issuer).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}

async function readJwksUri(issuer: string): Promise<string> {
  const answer = await ask(`${issuer}/.well-known/openid-configuration`);
  if (answer.statusCode !== 200) throw new Error(`discovery answered ${answer.statusCode}`);
  const metadata = (await json(answer)) as { issuer: string; jwks_uri: string };
  if (metadata.issuer !== issuer) throw new Error('discovery answered with another issuer');
  return metadata.jwks_uri;
}

function ask(url: string): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? getOverTls : get;
  return new Promise((resolve, reject) => send(url, resolve).on('error', reject));
}

/** Makes a thing of what was discovered, when it is wanted first. */
export function onceDiscovered<T>(issuer: string, make: (jwksUri: string) => T): () => Promise<T> {
  const discover = discoverByHand(issuer);
  let made: { readonly thing: T } | undefined;
  return async () => {
    if (made !== undefined) return made.thing;
    const jwksUri = await discover();
    made ??= { thing: make(jwksUri) };
    return made.thing;
  };
}
