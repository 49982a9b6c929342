import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import type { FetchRules } from './door.js';

/** One of each for each set of rules: a connection that was checked by one set is never reused under another. */
export interface Agents {
  readonly 'http:': http.Agent;
  readonly 'https:': https.Agent;
}

/**
 * Discovery and the key set mostly lie on one host, so a connection is kept for a moment. Node unrefs an idle one: it
 * never keeps a process alive.
 */
export function createAgents(rules: FetchRules): Agents {
  const kept = { keepAlive: true, maxFreeSockets: 1, timeout: 2000 };
  const ca = rules.tlsCa === undefined ? {} : { ca: [...rootCertificates, ...[rules.tlsCa].flat()] };
  return { 'http:': new http.Agent(kept), 'https:': new https.Agent({ ...kept, ...ca }) };
}
