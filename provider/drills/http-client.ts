import { Agent, type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { request as requestOverTls, Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { type Clock, systemClock } from '@keyturn/shared/clock';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpClientOptions {
  /** Of the deadline. Default: the system's. */
  readonly clock?: Clock;
  /** Opens a connection to the origin of a URL. Default: the system's network. */
  readonly connect?: ((url: URL) => Duplex) | undefined;
  /** Default 64 KiB. */
  readonly maxAnswerBytes?: number;
}

const DEADLINE_MILLISECONDS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * What a drill and a holder's tool send: they are clients by nature, and this is their one door. Connections are kept, so
 * that what is measured is the service and not the handshake. No redirect is followed.
 */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #tlsAgent = new TlsAgent({ keepAlive: true });
  readonly #clock: Clock;
  readonly #connect: ((url: URL) => Duplex) | undefined;
  readonly #maxAnswerBytes: number;

  constructor({ clock = systemClock, connect, maxAnswerBytes = MAX_ANSWER_BYTES }: HttpClientOptions = {}) {
    this.#clock = clock;
    this.#connect = connect;
    this.#maxAnswerBytes = maxAnswerBytes;
  }

  /** Rejects on anything but an answer in time. */
  send(url: string, { method, headers = {}, body = '' }: HttpRequest): Promise<HttpAnswer> {
    const options = {
      method,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    };
    return new Promise((resolve, reject) => {
      const sent = this.#open(new URL(url), options, (response) =>
        readAnswer(response, this.#maxAnswerBytes).then(resolve, reject),
      );
      const late = () => sent.destroy(new Error('no answer in time'));
      sent.on('close', this.#clock.after(DEADLINE_MILLISECONDS, late));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Posts a form (`application/x-www-form-urlencoded`). */
  postForm(url: string, form: Readonly<Record<string, string>>, authorization: string): Promise<HttpAnswer> {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    return this.send(url, { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  }

  close(): void {
    this.#agent.destroy();
    this.#tlsAgent.destroy();
  }

  #open(url: URL, options: RequestOptions, hear: (response: IncomingMessage) => void): ClientRequest {
    const connect = this.#connect;
    if (connect !== undefined)
      return request(url, { ...options, createConnection: () => connect(url) }, hear);
    return url.protocol === 'https:'
      ? requestOverTls(url, { ...options, agent: this.#tlsAgent }, hear)
      : request(url, { ...options, agent: this.#agent }, hear);
  }
}

function readAnswer(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) response.destroy(new Error('the answer is too large'));
      else chunks.push(chunk);
    });
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: { get: (name) => [response.headers[name.toLowerCase()]].flat()[0] ?? null },
        body: Buffer.concat(chunks).toString('utf8'),
      }),
    );
    response.on('error', reject);
  });
}
