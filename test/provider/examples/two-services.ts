import { hkdfSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createPasswords } from '../../../provider/examples/auth-service/passwords.js';
import { audience, sample } from '../../../provider/examples/auth-service/sample.js';
import { startAuthService } from '../../../provider/examples/auth-service/start.js';
import { startConsumerService } from '../../../relying-party/examples/consumer-service/service.js';
import { findFreePort } from '../../support/free-port.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a problem document, or of an answer in JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

export type TwoServices = Awaited<ReturnType<typeof startTwoServices>>;

const REAL_MILLISECONDS_A_SECOND = 100;

/** The auth service and the consumer service as the sample has them, on a clock that the test moves. */
export async function startTwoServices() {
  const clock = new VirtualClock(systemClock.nowSeconds());
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-two-services-'));
  const [authPort, consumerPort] = [await findFreePort(), await findFreePort()];
  const [auth, consumer] = [`http://localhost:${authPort}`, `http://localhost:${consumerPort}`];
  const passwords = createPasswords(deriveCheaply);
  const lines: string[] = [];
  const log = (...said: unknown[]) => void lines.push(JSON.stringify(said, showErrors));
  const startAuth = () =>
    startAuthService(
      { issuer: auth, port: authPort, audience, folder, ...sample },
      { clock, log, passwords },
    );
  const running = {
    auth: [await startAuth()],
    consumer: await startConsumerService({
      issuer: auth,
      audience,
      port: consumerPort,
      verifier: { allowLoopback: true, durations: 'drill', clock },
      log,
    }),
  };
  const endAuth = () => Promise.all(running.auth.splice(0).map((each) => each.close()));
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    // By one address, so that limits of addresses are met when they should be.
    send(`http://127.0.0.1:${authPort}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    clock,
    folder,
    auth,
    lines,
    post,
    signUp: (name: string, password: string) => post('/users', { name, password }),
    /** A token. */
    async logIn(name: string, password: string): Promise<string> {
      const { json, text } = await post('/login', { name, password });
      if (typeof json.access_token !== 'string') throw new Error(`no token: ${text}`);
      return json.access_token;
    },
    /**
     * What the consumer says. Where the clock jumped while it fetched keys, it cannot check tokens at the moment: it says so,
     * and is asked again as late as it wishes.
     */
    async ask(path: string, token?: string): Promise<Answer> {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      for (;;) {
        const answer = await send(`${consumer}${path}`, { headers });
        if (answer.status !== 503) return answer;
        // Second by second, with real time between them: a jump over the deadline of a fetch that is under way ends it.
        for (let left = Number(answer.headers.get('retry-after')); left > 0; left--) {
          await sleep(systemClock, REAL_MILLISECONDS_A_SECOND);
          await clock.advanceSeconds(1);
        }
      }
    },
    async restartAuth(betweenTheTwo: () => Promise<void> = async () => {}) {
      await endAuth();
      await betweenTheTwo();
      running.auth.push(await startAuth());
    },
    async close() {
      await running.consumer.close();
      await endAuth();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
}

const showErrors = (_name: string, value: unknown) =>
  value instanceof Error ? `${value.stack} ${String(value.cause)}` : value;

/** What is slow on purpose has tests of its own. */
const deriveCheaply = async (password: string, salt: Buffer, bytes: number) =>
  Buffer.from(hkdfSync('sha256', password, salt, '', bytes));
