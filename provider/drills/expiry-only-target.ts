import { type Freshness, freshnessOf, readCacheHeaders } from '@keyturn/shared/cache-headers';
import { type Clock, sleep } from '@keyturn/shared/clock';
import { profiles } from '@keyturn/shared/profiles';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, jwtVerify } from 'jose';
import type { Stage } from '../scenario/stage.js';
import type { Target, TargetAnswer } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { HttpClient } from './http-client.js';

interface Copy {
  readonly jwks: JSONWebKeySet;
  readonly freshness: Freshness;
}

const { rotation, verifier: limits } = profiles.drill;
/** Between two attempts where one failed, so that an outage does not make a request of each token. */
const PAUSE_SECONDS = 0.5;
/** What it waits for an answer. */
const PATIENCE_MILLISECONDS = 1000;

/**
 * A party of the slowest kind that may call itself one: it fetches the key set when its copy has expired and never because
 * of a kid that it does not know, and lives on a stale copy for as long as headers and profile let it.
 */
export class ExpiryOnlyTarget implements Target {
  readonly #http: HttpClient;
  readonly #clock: Clock;
  readonly #issuer: string;
  readonly #choose: (jwks: JSONWebKeySet, kid: string) => JSONWebKeySet;
  #copy: Copy | undefined;
  #fetching: Promise<void> | undefined;
  #pausedUntilSeconds = 0;

  /** @param choose what it makes of a set. Default: what the set says. */
  constructor(
    { clock, network: { connect } }: Stage,
    issuer: string,
    choose: (jwks: JSONWebKeySet, kid: string) => JSONWebKeySet = (jwks) => jwks,
  ) {
    this.#choose = choose;
    this.#http = new HttpClient({ clock, connect });
    this.#clock = clock;
    this.#issuer = issuer;
  }

  async present({ token, kid }: Parameters<Target['present']>[0]): Promise<TargetAnswer> {
    const copy = await this.#currentCopy();
    if (copy === undefined) return { answer: 'error', code: 'keys_unavailable', kidKnown: null };
    const kidKnown = copy.jwks.keys.some((key: JWK | null) => key?.kid === kid);
    try {
      await jwtVerify(token, createLocalJWKSet(this.#choose(copy.jwks, kid)), {
        issuer: this.#issuer,
        audience: DRILL_AUDIENCE,
        clockTolerance: rotation.leewaySeconds,
        currentDate: new Date(this.#clock.nowSeconds() * 1000),
      });
      return { answer: 'accepted', code: null, kidKnown };
    } catch (error) {
      const isRefusal = error instanceof errors.JOSEError;
      return { answer: isRefusal ? 'refused' : 'error', code: isRefusal ? error.code : null, kidKnown };
    }
  }

  close(): void {
    this.#http.close();
  }

  async #currentCopy(): Promise<Copy | undefined> {
    const now = this.#clock.nowSeconds();
    if (now >= (this.#copy?.freshness.freshUntilSeconds ?? 0) && now >= this.#pausedUntilSeconds) {
      this.#fetching ??= this.#fetch();
      await this.#fetching;
    }
    const isUsable = this.#clock.nowSeconds() < (this.#copy?.freshness.usableUntilSeconds ?? 0);
    return isUsable ? this.#copy : undefined;
  }

  async #fetch(): Promise<void> {
    const askedAtSeconds = this.#clock.nowSeconds();
    try {
      const late = sleep(this.#clock, PATIENCE_MILLISECONDS).then(() => undefined);
      const answer = await Promise.race([this.#http.send(`${this.#issuer}/jwks`, { method: 'GET' }), late]);
      if (answer?.status !== 200) throw new Error('no key set came');
      const headers = readCacheHeaders((name) => answer.headers.get(name), askedAtSeconds);
      const jwks = JSON.parse(answer.body) as JSONWebKeySet;
      this.#copy = { jwks, freshness: freshnessOf(headers, askedAtSeconds, limitsOfParty) };
    } catch {
      this.#pausedUntilSeconds = this.#clock.nowSeconds() + PAUSE_SECONDS;
    } finally {
      this.#fetching = undefined;
    }
  }
}

const limitsOfParty = {
  minFreshSeconds: limits.minFreshSeconds,
  maxFreshSeconds: limits.maxFreshSeconds,
  defaultFreshSeconds: limits.defaultFreshSeconds,
  staleIfErrorSeconds: limits.staleIfErrorSeconds,
  staleInSpiteOfMustRevalidate: false,
};
