import { Agent, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const DEADLINE_MILLISECONDS = 5000;
const MAX_BODY_BYTES = 64 * 1024;

/**
 * What a drill sends: a drill is a client by nature, and this is its one door. Connections are kept, so that what is
 * measured is the service and not the handshake.
 */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });

  /** Posts a form (`application/x-www-form-urlencoded`). Rejects on anything but an answer in time. */
  postForm(url: string, form: Readonly<Record<string, string>>, authorization: string): Promise<HttpAnswer> {
    const body = new URLSearchParams(form).toString();
    const headers = {
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        { method: 'POST', agent: this.#agent, headers, timeout: DEADLINE_MILLISECONDS },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.byteLength;
            if (bytes > MAX_BODY_BYTES) response.destroy(new Error('the answer is too large'));
            else chunks.push(chunk);
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
          );
          response.on('error', reject);
        },
      );
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
