import type { RequestListener, ServerResponse } from 'node:http';
import { sleep } from '@keyturn/shared/clock';
import type { Served, Stage } from '../../provider/scenario/stage.js';
import type { IssuedToken, ScenarioIssuer, Target, TargetAnswer } from '../../provider/scenario/world.js';
import type { Party } from '../parties/party.js';
import { loopbackTls } from '../relying-party/fetch/loopback-tls.js';
import { type KeyName, publicJwk } from './fixed-keys.js';
import { fakeToken, LAB_AUDIENCE, type LabToken, mintToken, type TokenTerms } from './lab-tokens.js';
import { answerJson, notThere, type Script } from './origin-scripts.js';

/** Nobody is waited for any longer. */
export const PATIENCE_SECONDS = 15;

/** What the stand must know of the row that is played on it. */
export interface Played {
  /** Of a copy of the key set: the answer's max-age, and the party's own option where it has one. Default: 300 s, and its default. */
  readonly lifetimeSeconds?: number;
  readonly acts: readonly {
    readonly name: string;
    readonly play: (stand: Stand) => void | Promise<void>;
  }[];
}

export interface Asked extends Pick<TargetAnswer, 'answer' | 'code'> {
  readonly milliseconds: number;
}

/** One party before one scripted provider: what a row's acts are played on. Opened for one run and closed with it. */
export class Stand implements ScenarioIssuer {
  readonly clock: Stage['clock'];
  /** Paths of all requests so far. */
  readonly requests: { readonly path: string; readonly atSeconds: number }[] = [];
  /** What acts wrote down. */
  readonly answers: Asked[] = [];
  readonly scripts = new Map<string, Script>();
  bytesLeft = 0;
  signer: KeyName = 'first';
  maxAgeSeconds: number;
  onKeySetRequest: () => void = () => {};
  readonly #served: Served;
  readonly #party: Party;
  readonly #row: Played;
  readonly #open = new Set<ServerResponse>();
  readonly #minted = new Map<string, LabToken>();
  #target: Target;

  static async open({ clock, network }: Stage, party: Party, row: Played): Promise<Stand> {
    let handle: RequestListener = notThere;
    const served = await network.serve((request, response) => handle(request, response));
    const stand = new Stand(clock, served, party, row);
    handle = (request, response) => stand.#answer(request, response);
    return stand;
  }

  private constructor(clock: Stage['clock'], served: Served, party: Party, row: Played) {
    this.clock = clock;
    this.#served = served;
    this.#party = party;
    this.#row = row;
    this.maxAgeSeconds = row.lifetimeSeconds ?? 300;
    this.publish('first');
    this.scripts.set('/.well-known/openid-configuration', answerJson(this.metadata()));
    this.#target = this.#start();
  }

  get issuer(): string {
    return this.#served.origin;
  }

  /** For the engine: all of its clients ask this one party, whichever it is by now. */
  readonly target: Target = {
    present: (issued) => this.#inTime(issued),
    close: () => {},
  };

  metadata(jwksPath = '/jwks', issuer = this.issuer): Readonly<Record<string, unknown>> {
    return {
      issuer,
      jwks_uri: `${this.issuer}${jwksPath}`,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    };
  }

  publish(...names: readonly KeyName[]): void {
    this.serveKeys(names.map((name) => publicJwk(name)));
  }

  serveKeys(keys: readonly object[], path = '/jwks'): void {
    this.scripts.set(path, answerJson({ keys }, this.maxAgeSeconds));
  }

  /** Of one key and kid, the same token again and again: nobody here remembers tokens, and signing takes its time. */
  mint({ key = this.signer, kid = key, claims }: Partial<TokenTerms> = {}): LabToken {
    if (claims !== undefined) return mintToken({ issuer: this.issuer, key, kid, claims });
    const name = `${key} ${kid}`;
    const token = this.#minted.get(name) ?? mintToken({ issuer: this.issuer, key, kid });
    this.#minted.set(name, token);
    return token;
  }

  /** So many tokens that nobody's key is named in. */
  unknown(count: number): readonly LabToken[] {
    return Array.from({ length: count }, (_, at) => fakeToken(this.issuer, `unknown-${at}`));
  }

  /** A new process of the party. */
  restart(): void {
    this.#target.close();
    this.#target = this.#start();
  }

  /** Presents tokens spread over so many seconds, and writes down what the party said. */
  async ask(tokens: readonly LabToken[], withinSeconds = 0): Promise<void> {
    const asked = tokens.map(async (token, at) => {
      await sleep(this.clock, (withinSeconds * 1000 * at) / tokens.length);
      const from = this.clock.monotonicMilliseconds();
      const { answer, code } = await this.#inTime(token);
      this.answers.push({ answer, code, milliseconds: this.clock.monotonicMilliseconds() - from });
    });
    await Promise.all(asked);
  }

  countRequests(path: string, fromSeconds = 0): number {
    return this.requests.filter((each) => each.path === path && each.atSeconds >= fromSeconds).length;
  }

  async issueToken(): Promise<IssuedToken> {
    const issuedAtSeconds = this.clock.nowSeconds();
    return { ...this.mint(), issuedAtSeconds, expiresAtSeconds: issuedAtSeconds + 900 };
  }

  async play(act: string) {
    await this.#row.acts.find(({ name }) => name === act)?.play(this);
    return { outcome: 'done', rule: null };
  }

  rotate = notOurs;
  revoke = async () => ({ ...(await notOurs()), revokedKid: '' });

  async publishedKeys() {
    return [];
  }

  keySetRequests() {
    const asked = this.requests.filter(({ path }) => path === '/jwks');
    return asked.map(({ atSeconds }) => ({ atSeconds, noCache: false }));
  }

  async close(): Promise<void> {
    this.#target.close();
    for (const response of this.#open) response.destroy();
    await this.#served.close();
  }

  #start(): Target {
    const { lifetimeSeconds } = this.#row;
    const terms = { issuer: this.issuer, audience: LAB_AUDIENCE, tlsCa: loopbackTls.cert };
    return this.#party.open(lifetimeSeconds === undefined ? terms : { ...terms, lifetimeSeconds });
  }

  #inTime(issued: LabToken): Promise<TargetAnswer> {
    return new Promise((resolve) => {
      const late = { answer: 'error', code: 'no_answer', kidKnown: null } as const;
      const cancel = this.clock.after(PATIENCE_SECONDS * 1000, () => resolve(late));
      void this.#target.present(issued).then((answer) => {
        cancel();
        resolve(answer);
      });
    });
  }

  #answer(request: Parameters<RequestListener>[0], response: ServerResponse): void {
    const path = request.url ?? '';
    this.requests.push({ path, atSeconds: this.clock.nowSeconds() });
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    const script = this.scripts.get(path) ?? notThere;
    script(request, response as Parameters<RequestListener>[1]);
    if (path === '/jwks') this.onKeySetRequest();
  }
}

const notOurs = async () => ({ outcome: 'not_here', rule: null });
