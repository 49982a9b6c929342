import type { RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import type { EdgeStage, EdgeTerms } from '../scenario/edge.js';
import type { DocumentStage, KeySetFault } from '../scenario/key-set-fault.js';
import type { Served } from '../scenario/stage.js';
import type { KeySetRequest, OriginFault } from '../scenario/world.js';
import { createEdge } from './edge-cache.js';
import { FaultyOrigin } from './faulty-origin.js';
import { type OriginAnswer, sendAnswer } from './origin-answer.js';
import { poisonKeySet } from './poisoned-key-set.js';

const KEY_SET = '/jwks';
const DISCOVERY = '/.well-known/openid-configuration';
const MOVED = '/moved';
const ASKED_EVERY_MILLISECONDS = 250;

/** Whom the door asks for what it changes. */
export interface BehindTheDoor {
  readonly ask: (path: string) => Promise<OriginAnswer>;
  /** Of keys that are published and sign no more. */
  readonly retiringKids: () => Promise<readonly string[]>;
}

/**
 * Where parties ask a drill's issuer for its discovery document and its key set: it fails them, or gives them something
 * else than the issuer says, and never on its own. It counts what they ask and what they take.
 */
export class PartiesDoor implements Required<DocumentStage & EdgeStage> {
  readonly requests: KeySetRequest[] = [];
  readonly #clock: Clock;
  readonly #faulty: FaultyOrigin;
  #behind: BehindTheDoor | undefined;
  #poison: KeySetFault | undefined;
  #poisonings = 0;
  #moves = 0;
  #bytesAtMost = 0;
  #edge: (() => Promise<OriginAnswer>) | undefined;
  #brokenUntilSeconds = 0;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#faulty = new FaultyOrigin(clock);
  }

  openTo(behind: BehindTheDoor): void {
    this.#behind = behind;
  }

  /** In front of the issuer's own answers. */
  guard(handler: RequestListener): RequestListener {
    const faulty = this.#faulty.guard((request, response) => {
      const change = this.#changeOf(request.url ?? '');
      if (change === undefined) return handler(request, response);
      change(response).catch(() => response.destroy());
    });
    return (request, response) => {
      if (this.#isKeySet(request.url ?? '')) this.#count(request.headers['cache-control'], response);
      return faulty(request, response);
    };
  }

  breakOrigin(served: Served, how: OriginFault, forSeconds: number): void {
    if (this.#edge === undefined) this.#faulty.fail(served, how, forSeconds);
    else this.#brokenUntilSeconds = this.#clock.nowSeconds() + forSeconds;
  }

  poisonKeySet(what: KeySetFault, forSeconds: number): void {
    this.#poison = what;
    this.#poisonings += 1;
    const mine = this.#poisonings;
    this.#clock.after(forSeconds * 1000, () => {
      if (mine === this.#poisonings) this.#poison = undefined;
    });
  }

  openEdge(terms: EdgeTerms): void {
    const edge = createEdge(terms, this.#clock, async () => this.#behindTheEdge());
    this.#edge = edge;
    // The whole world asks through it, so that it has a copy at any time, however seldom the party under drill does.
    const ask = () => {
      if (this.#isClosed || this.#edge !== edge) return;
      void edge().catch(() => {});
      this.#clock.after(ASKED_EVERY_MILLISECONDS, ask);
    };
    ask();
  }

  close(): void {
    this.#isClosed = true;
  }

  moveKeySet(): void {
    this.#moves += 1;
  }

  keySetBytesAtMost(): number {
    return this.#bytesAtMost;
  }

  get #keySetPath(): string {
    return this.#moves === 0 ? KEY_SET : `${MOVED}/${this.#moves}${KEY_SET}`;
  }

  /** At whatever address it was. */
  #isKeySet(path: string): boolean {
    return path === KEY_SET || path.startsWith(`${MOVED}/`);
  }

  #changeOf(path: string): ((response: ServerResponse) => Promise<void>) | undefined {
    if (path === DISCOVERY && this.#moves > 0) return this.#answer(() => this.#movedDiscovery());
    if (!this.#isKeySet(path)) return undefined;
    if (path !== this.#keySetPath) return this.#answer(async () => gone);
    const isAsItIs = this.#poison === undefined && this.#moves === 0 && this.#edge === undefined;
    return isAsItIs ? undefined : this.#answer(() => this.#keySet());
  }

  #answer(make: () => Promise<OriginAnswer>): (response: ServerResponse) => Promise<void> {
    return async (response) => sendAnswer(await make(), response, this.#clock);
  }

  async #keySet(): Promise<OriginAnswer> {
    const what = this.#poison;
    const answer = await (this.#edge?.() ?? this.#ask(KEY_SET));
    if (what === undefined || answer.status !== 200) return answer;
    return poisonKeySet(what, answer, (await this.#behind?.retiringKids()) ?? []);
  }

  async #behindTheEdge(): Promise<OriginAnswer> {
    if (this.#clock.nowSeconds() < this.#brokenUntilSeconds) throw new Error('the origin is away');
    return this.#ask(KEY_SET);
  }

  async #movedDiscovery(): Promise<OriginAnswer> {
    const answer = await this.#ask(DISCOVERY);
    if (answer.status !== 200) return answer;
    const { status, body } = answer;
    const { etag: _, ...headers } = answer.headers;
    const document = JSON.parse(String(body)) as { readonly issuer: string };
    const moved = { ...document, jwks_uri: `${document.issuer}${this.#keySetPath}` };
    return { status, headers, body: JSON.stringify(moved) };
  }

  async #ask(path: string): Promise<OriginAnswer> {
    if (this.#behind === undefined) throw new Error('nobody is behind the door yet');
    return this.#behind.ask(path);
  }

  #count(cacheControl: string | undefined, response: ServerResponse): void {
    this.requests.push({ atSeconds: this.#clock.nowSeconds(), noCache: cacheControl === 'no-cache' });
    let bytes = 0;
    const note = (chunk: unknown) => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) bytes += Buffer.byteLength(chunk);
      this.#bytesAtMost = Math.max(this.#bytesAtMost, bytes);
    };
    const { write, end } = response;
    response.write = ((...args: Parameters<typeof write>) => {
      note(args[0]);
      return Reflect.apply(write, response, args);
    }) as typeof write;
    response.end = ((...args: Parameters<typeof end>) => {
      note(args[0]);
      return Reflect.apply(end, response, args);
    }) as typeof end;
  }
}

const gone: OriginAnswer = {
  status: 404,
  headers: { 'cache-control': 'no-store', 'content-type': 'text/plain' },
  body: 'There is nothing here.',
};
