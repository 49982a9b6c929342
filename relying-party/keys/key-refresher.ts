import type { Clock } from '@keyturn/shared/clock';
import type { VerifierDurations } from '@keyturn/shared/verifier-profiles';
import type { EmitEvent } from '../events.js';
import { DelayedHint } from './delayed-hint.js';
import { complaintNews, tellChange, tellSuspicion } from './key-news.js';
import { holdRecalled, type KeySetMemory } from './key-set-memory.js';
import { type OutcomePlan, planOutcome } from './plan-outcome.js';
import {
  hintDelaySeconds,
  nextWakeSeconds,
  planClosed,
  planRefresh,
  type RefreshCause,
  type RefreshPlan,
} from './plan-refresh.js';
import type { KeysValidator, ReadKeys } from './read-keys.js';
import { type KeysRead, outcomeOf, type Reading } from './read-outcome.js';
import { RecentKids } from './recent-kids.js';
import { emptyRefreshState, type RefreshState, withoutFlight } from './refresh-state.js';
import { codeOf, doubtful, isNews, isRead, type Landing, lostLanding } from './refresh-verdict.js';
import { identifyKey, indexKeys, type KeyIndex } from './select-keys.js';
import { createSteadyTime } from './steady-time.js';

export interface KeyRefresherOptions {
  readonly issuer: string;
  readonly durations: VerifierDurations;
  readonly readKeys: ReadKeys;
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly staleInSpiteOfMustRevalidate: boolean;
  /** Uniform in [0, 1). */
  readonly draw: () => number;
  /** What outlives the process. Left out, nothing does. */
  readonly memory?: KeySetMemory | undefined;
  /** Keeps the runtime at a flight that no request waits for. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/** The thin shell around the refresh plan: it fetches, keeps the keys, sets the timer and tells the news. */
export class KeyRefresher {
  /** The keys in use. Replaced whole, never wiped first. */
  index: KeyIndex = indexKeys([]);
  /** Until when `index` is fresh, in seconds of the wall clock: the hot path needs one look at one clock. */
  freshUntilSeconds = 0;
  /** Set by the hot path: somebody asked since the last timer. */
  used = false;
  state: RefreshState = emptyRefreshState;
  lastFailure: unknown;
  closed = false;
  readonly missedKids = new RecentKids();
  readonly mismatchedKids = new RecentKids();
  /** Seconds that never step back; all instants of the plan are of this clock. */
  readonly now: () => number;

  readonly #options: KeyRefresherOptions;
  #flight: Promise<Landing> = Promise.resolve({ startedAtSeconds: 0, noCache: false, read: false });
  #validator: KeysValidator | undefined;
  #complaintsTold = '[]';
  #cancelTimer: (() => void) | undefined;
  readonly #hint: DelayedHint;
  #usedAtSeconds: number;
  #isRecalled = false;

  constructor(options: KeyRefresherOptions) {
    this.#options = options;
    this.now = createSteadyTime(options.clock);
    this.#hint = new DelayedHint(options.clock, this.now, (epoch) => this.ask({ kind: 'hint', epoch }));
    this.#usedAtSeconds = this.now();
  }

  /** Asks the plan and starts what it wants started. */
  ask(cause: RefreshCause): RefreshPlan {
    if (this.closed) return planClosed(this.state, this.now(), cause);
    const plan = planRefresh(this.state, this.now(), cause, this.#options.durations);
    this.state = plan.state;
    if (plan.fetch) this.#takeOff();
    else if (cause.kind !== 'due' && this.#cancelTimer === undefined) this.#setTimer();
    return plan;
  }

  /** Follows a hint in a while. */
  hint(epoch: number): void {
    const { draw } = this.#options;
    if (!this.closed) this.#hint.hear(epoch, () => hintDelaySeconds(this.state, this.now(), draw()));
  }

  /** The end of the flight under way, or else of the last one. Never rejects. */
  landing(): Promise<Landing> {
    const flight = this.#flight;
    return flight.catch(() => {
      // No flight of ours rejects: so says a runtime that ended it with the request that had begun it.
      if (flight === this.#flight) this.state = withoutFlight(this.state);
      return lostLanding;
    });
  }

  /**
   * Ends timers; a fetch under way is left to its deadline and its answer dropped. What is held serves requests that still
   * run, while it is fresh by the clock that never steps back: no timer watches the other one any more.
   */
  close(): void {
    this.closed = true;
    this.#stopTimer();
    this.#hint.cancel();
    this.freshUntilSeconds = 0;
  }

  #takeOff(): void {
    this.#flight = this.#fly();
    this.#options.waitUntil?.(this.#flight);
    this.#setTimer();
  }

  async #fly(): Promise<Landing> {
    const startedAtSeconds = this.now();
    const recalled = this.#recall();
    for (;;) {
      const { flight } = this.state;
      const noCache = flight?.noCache === true;
      const requestedAtSeconds = this.now();
      const answer = await this.#read(noCache);
      await recalled;
      // Given up for lost, it comes too late.
      if (this.closed || this.state.flight !== flight) return { startedAtSeconds, noCache, read: false };
      const { verdict } = this.#conclude(answer, requestedAtSeconds);
      if (verdict !== 'look-again') return { startedAtSeconds, noCache, read: isRead(verdict) };
    }
  }

  /** Once: what an earlier process held stands behind what is fetched, and is judged against it. */
  async #recall(): Promise<void> {
    const { memory } = this.#options;
    if (memory === undefined || this.#isRecalled) return;
    this.#isRecalled = true;
    const kept = await memory.recall(this.now());
    if (kept === undefined || this.closed) return;
    this.index = indexKeys(kept.keys);
    this.state = { ...this.state, held: holdRecalled(kept, this.now()) };
  }

  async #read(noCache: boolean): Promise<Reading> {
    try {
      return await this.#options.readKeys({ noCache, validator: this.#validator });
    } catch (failure) {
      return { kind: 'failed', failure };
    }
  }

  #conclude(answer: Reading, requestedAtSeconds: number): OutcomePlan {
    const { draw, durations, staleInSpiteOfMustRevalidate, memory } = this.#options;
    const outcome = outcomeOf(answer, requestedAtSeconds, { ...durations, staleInSpiteOfMustRevalidate });
    const draws = { jitter: draw(), backOff: draw() };
    const plan = planOutcome(this.state, this.now(), outcome, draws, durations);
    const before = this.index.keys;
    this.state = plan.state;
    if (answer.kind === 'set' && plan.verdict === 'adopt') this.#adopt(answer);
    if (answer.kind !== 'failed' && (plan.verdict === 'adopt' || plan.verdict === 'renew'))
      memory?.keep(answer, this.now() - requestedAtSeconds);
    if (plan.state.flight === undefined) this.#setTimer();
    // Last, when everything is in its place: a listener may ask for keys.
    this.#tell(plan, answer, before);
    return plan;
  }

  #adopt(answer: KeysRead): void {
    this.#validator = answer.validator;
    const before = this.index.keys;
    // A key that stays keeps its object: whoever remembers something about it goes on remembering.
    const held = new Map(before.map((key) => [identifyKey(key), key]));
    const after = answer.imported.keys.map((key) => held.get(identifyKey(key)) ?? key);
    if (after.length === before.length && after.every((key, at) => key === before[at])) return;
    this.index = indexKeys(after);
    this.missedKids.clear();
    this.mismatchedKids.clear();
  }

  #tell(plan: OutcomePlan, answer: Reading, before: KeyIndex['keys']): void {
    const { emit, issuer } = this.#options;
    const { keys } = this.index;
    if (answer.kind === 'set') this.#tellComplaints(answer);
    if (keys !== before) tellChange(emit, issuer, before, keys, plan.state.held?.epoch);
    if (answer.kind === 'failed') this.#tellFailure(answer.failure);
    if (plan.verdict === 'distrust') this.#tellFailure(doubtful());
    if (isNews(plan)) tellSuspicion(emit, issuer, plan.suspicion);
  }

  #tellComplaints({ imported: { complaints, keys } }: KeysRead): void {
    const news = complaintNews(this.#options.issuer, complaints, keys);
    const text = JSON.stringify(news);
    if (text === this.#complaintsTold) return;
    this.#complaintsTold = text;
    for (const detail of news) this.#options.emit('keyset.suspicious', detail);
  }

  #tellFailure(failure: unknown): void {
    this.lastFailure = failure;
    const { failures, pausedUntilSeconds } = this.state;
    this.#options.emit('refresh.failed', {
      issuer: this.#options.issuer,
      reason: codeOf(failure),
      consecutiveFailures: failures,
      nextAttemptInSeconds: pausedUntilSeconds - this.now(),
    });
  }

  /**
   * Sets the timer for what the plan waits for and for the end of freshness, and translates that end to the wall clock
   * of this moment. Timers go by the monotonic clock, so that a wall clock set back stretches nothing.
   */
  #setTimer(): void {
    this.#stopTimer();
    const { clock, durations } = this.#options;
    const now = this.now();
    const freshForSeconds = Math.max(0, (this.state.held?.freshUntilSeconds ?? now) - now);
    this.freshUntilSeconds = freshForSeconds > 0 ? clock.nowSeconds() + freshForSeconds : 0;
    const wakeInSeconds = Math.min(
      (nextWakeSeconds(this.state, durations) ?? Number.POSITIVE_INFINITY) - now,
      freshForSeconds > 0 ? freshForSeconds : Number.POSITIVE_INFINITY,
    );
    if (wakeInSeconds === Number.POSITIVE_INFINITY) return;
    const delayMilliseconds = Math.max(0, Math.ceil(wakeInSeconds * 1000));
    this.#cancelTimer = clock.after(delayMilliseconds, () => this.#wake());
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #wake(): void {
    this.#cancelTimer = undefined;
    const now = this.now();
    if (this.used) this.#usedAtSeconds = now;
    this.used = false;
    const idleSeconds = now - this.#usedAtSeconds;
    const { fetch } = this.ask({ kind: 'due', idleSeconds });
    if (fetch) return;
    if (idleSeconds <= this.#options.durations.maxFreshSeconds) this.#setTimer();
    // Asleep. The next request does not find the set fresh, and so wakes us.
    else this.freshUntilSeconds = 0;
  }
}
