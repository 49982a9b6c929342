import { backOffSeconds } from '../keys/back-off.js';
import { codeOf } from '../keys/refresh-verdict.js';
import { createSteadyTime } from '../keys/steady-time.js';
import type { FurtherCheckSite } from '../trust/further-check.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import { askEndpoint, type IntrospectionEndpoint } from './ask-endpoint.js';
import { IntrospectionFailure } from './introspection-failure.js';
import { introspectionLimits } from './introspection-limits.js';
import type { KnownAnswers } from './known-answers.js';

/** What is known of a token: the issuer's answer, or why there is none and when to ask again. */
export type Introspected =
  | { readonly isActive: boolean }
  | { readonly failure: unknown; readonly retryAfterSeconds: number };

export interface IntrospectorOptions {
  readonly issuer: string;
  readonly endpoint: IntrospectionEndpoint;
  readonly cacheSeconds: number;
  /** Of all issuers: which one a token is of stands in its text. */
  readonly answers: KnownAnswers;
  readonly site: FurtherCheckSite;
}

/** Asks the endpoint of one issuer: each token once at a time, answers kept for a while, pauses after failures. */
export class Introspector {
  readonly #issuer: string;
  readonly #endpoint: IntrospectionEndpoint;
  readonly #site: FurtherCheckSite;
  readonly #cacheSeconds: number;
  readonly #now: () => number;
  readonly #answers: KnownAnswers;
  readonly #flights = new Map<string, Promise<Introspected>>();
  #failures = 0;
  #pausedUntilSeconds = Number.NEGATIVE_INFINITY;

  constructor({ issuer, endpoint, cacheSeconds, answers, site }: IntrospectorOptions) {
    this.#issuer = issuer;
    this.#endpoint = endpoint;
    this.#cacheSeconds = cacheSeconds;
    this.#site = site;
    this.#answers = answers;
    // An answer that is old must not become young when the clock is set back.
    this.#now = createSteadyTime(site.platform.clock);
  }

  introspect(token: string, verified: VerifiedToken): Introspected | Promise<Introspected> {
    const now = this.#now();
    const isActive = this.#answers.find(token, now);
    if (isActive !== undefined) return { isActive };
    const flying = this.#flights.get(token);
    if (flying !== undefined) return flying;
    if (now < this.#pausedUntilSeconds)
      return this.#refuse('introspection_paused', 'The last question failed.');
    if (this.#flights.size >= introspectionLimits.maxFlights)
      return this.#refuse('introspection_too_many', 'Too many questions are under way.');
    const flight = this.#ask(token, verified, now).finally(() => this.#flights.delete(token));
    this.#flights.set(token, flight);
    return flight;
  }

  async #ask(token: string, verified: VerifiedToken, askedAtSeconds: number): Promise<Introspected> {
    const { fetchDocument } = this.#site.platform;
    const { fetchRules } = this.#site.settings;
    try {
      const isActive = await askEndpoint(this.#endpoint, token, verified, fetchDocument, fetchRules);
      this.#failures = 0;
      this.#pausedUntilSeconds = Number.NEGATIVE_INFINITY;
      this.#answers.keep(token, isActive, askedAtSeconds + this.#cacheSeconds);
      return { isActive };
    } catch (failure) {
      this.#pause(failure);
      return { failure, retryAfterSeconds: this.#retryAfterSeconds() };
    }
  }

  /** Questions that were under way together fail as one. */
  #pause(failure: unknown): void {
    const now = this.#now();
    if (now < this.#pausedUntilSeconds) return;
    this.#failures++;
    const draw = (this.#site.platform.draw ?? Math.random)();
    const pauseSeconds = backOffSeconds(this.#failures, draw, introspectionLimits.maxBackoffSeconds);
    this.#pausedUntilSeconds = now + pauseSeconds;
    this.#site.emit('introspection.failed', {
      issuer: this.#issuer,
      reason: codeOf(failure),
      consecutiveFailures: this.#failures,
      nextAttemptInSeconds: pauseSeconds,
    });
  }

  #refuse(code: 'introspection_paused' | 'introspection_too_many', message: string): Introspected {
    return {
      failure: new IntrospectionFailure(code, message),
      retryAfterSeconds: this.#retryAfterSeconds(),
    };
  }

  #retryAfterSeconds(): number {
    return Math.max(1, Math.ceil(this.#pausedUntilSeconds - this.#now()));
  }
}
