import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { createAgents } from './agents.js';
import { checkUrl } from './check-url.js';
import { checkedLookup, requireAllowed, resolveHost } from './checked-lookup.js';
import type { FetchRules } from './door.js';
import { FetchFailure } from './fetch-failure.js';
import type { Connect } from './node.js';

export interface EventStreamRequest {
  readonly url: string;
  readonly rules: FetchRules;
  /** Each piece of text as it comes. */
  readonly onText: (text: string) => void;
  /** Once, when it ended or failed. */
  readonly onEnd: (failure: Error | undefined) => void;
  readonly connect?: Connect | undefined;
}

/** Opens a stream of events by the same rules as everything that is fetched. The answer ends it. */
export function openEventStream({
  url: text,
  rules,
  onText,
  onEnd,
  connect,
}: EventStreamRequest): () => void {
  const url = checkUrl(text, rules);
  const plainHttp = url.protocol === 'http:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) requireAllowed(host, rules, plainHttp);
  const agents = createAgents(rules);
  const [open, agent] = plainHttp ? [http.request, agents['http:']] : [https.request, agents['https:']];
  const lookup = checkedLookup(resolveHost, rules, plainHttp);
  const way = connect === undefined ? { agent, lookup } : { createConnection: () => connect(url) };
  const outgoing = open(url, {
    ...way,
    headers: { accept: 'text/event-stream', 'cache-control': 'no-cache' },
  });
  let ended = false;
  const end = (failure?: Error) => {
    if (ended) return;
    ended = true;
    outgoing.destroy();
    onEnd(failure);
  };
  outgoing.on('error', end);
  outgoing.on('close', () => end());
  outgoing.on('response', (response) => {
    const type = response.headers['content-type'] ?? '';
    if (response.statusCode !== 200 || !type.startsWith('text/event-stream')) {
      end(new FetchFailure('status_unexpected', 'The address answers with no stream of events.'));
      return;
    }
    response.setEncoding('utf8');
    response.on('data', onText);
    response.on('end', () => end());
    response.on('error', end);
  });
  outgoing.end();
  return () => end();
}
