import type { Behaviour, FetchCause, PartyState } from './behaviour.js';
import type { BehaviourCount } from './behaviour-count.js';
import type { IssuerHistory, IssuerMoment, SigningPeriod } from './issuer-history.js';
import { firstTokenSeconds, nextRequestSeconds, type TokenFlow, tokensBetween } from './token-flow.js';

/** What is the same for every party of a study. */
export interface PartyWorld {
  readonly history: IssuerHistory;
  readonly flow: TokenFlow;
  /** P: a body is as old as a draw from 0 to this. */
  readonly publicationDelaySeconds: number;
  readonly endSeconds: number;
  readonly draw: () => number;
}

/** Clients of one party. Who is refused asks for a new token, so that a lost key costs each of them one refusal. */
const CLIENTS_PER_PARTY = 10;

interface NextEvent {
  readonly cause: FetchCause;
  readonly atSeconds: number;
  /** Whose token it is, where the party lacks its key. */
  readonly missing: SigningPeriod | undefined;
}

/**
 * One party from its start to the end, from one event to the next. Parties share nothing but the issuer, so one is played
 * after the other: the cost grows with their number and no faster, and memory does not. Requests are not events: what they
 * would meet changes only when the party fetches or the issuer changes, so only those that make it fetch are drawn.
 */
export class PartyPlay {
  readonly #behaviour: Behaviour;
  readonly #world: PartyWorld;
  readonly #count: BehaviourCount;
  readonly #startSeconds: number;
  readonly #adoptedAt: Float64Array;
  readonly #revoked: SigningPeriod | undefined;
  #state: PartyState;
  #momentAt = 0;
  #now: number;
  /** When it follows what it heard of, and which epoch that was. */
  #newsAtSeconds = Number.POSITIVE_INFINITY;
  #newsEpoch = -1;
  /** Clients that hold a token of the revoked key. */
  #clientsToRefuse = 0;
  #droppedAtSeconds = Number.POSITIVE_INFINITY;
  #refused = 0;
  /** A request that made it fetch nothing will not do so again within the second. */
  #quietUntilSeconds = 0;

  constructor(behaviour: Behaviour, startSeconds: number, world: PartyWorld, count: BehaviourCount) {
    this.#behaviour = behaviour;
    this.#world = world;
    this.#count = count;
    this.#startSeconds = startSeconds;
    this.#now = startSeconds;
    this.#state = behaviour.begin();
    this.#revoked = world.history.periods.find(({ revokedAtSeconds }) => Number.isFinite(revokedAtSeconds));
    this.#adoptedAt = new Float64Array(world.history.periods.length).fill(Number.POSITIVE_INFINITY);
  }

  run(): void {
    const begun = this.#behaviour.ask(this.#state, 'start', this.#now, { epoch: -1, kid: undefined });
    if (begun === undefined) throw new Error(`${this.#behaviour.name} starts without its keys`);
    this.#fetch(begun, 'start', undefined);
    const { endSeconds } = this.#world;
    for (;;) {
      const moment = this.#moment();
      const event = this.#nextEvent(moment);
      const until = Math.min(event.atSeconds, moment.untilSeconds, endSeconds);
      this.#countRefusals(until);
      this.#now = until;
      if (until >= endSeconds) break;
      if (event.atSeconds < moment.untilSeconds) this.#perform(event, moment);
    }
    this.#count.ended({
      startSeconds: this.#startSeconds,
      endSeconds,
      adoptedAt: this.#adoptedAt,
      refusedTokens: this.#refused,
      revokedAtSeconds: this.#revoked?.revokedAtSeconds ?? Number.POSITIVE_INFINITY,
      droppedAtSeconds: this.#droppedAtSeconds,
    });
  }

  /** The moment of now: time only goes on. */
  #moment(): IssuerMoment {
    const { moments } = this.#world.history;
    while ((moments[this.#momentAt + 1]?.fromSeconds ?? Number.POSITIVE_INFINITY) <= this.#now)
      this.#momentAt++;
    return moments[this.#momentAt] as IssuerMoment;
  }

  #nextEvent(moment: IssuerMoment): NextEvent {
    const { flow, draw } = this.#world;
    const { fetchesAtSeconds, expiresAtSeconds } = this.#state;
    const from = Math.max(this.#now, this.#quietUntilSeconds);
    const timer = Math.max(this.#now, Math.ceil(fetchesAtSeconds));
    let next: NextEvent = { cause: 'timer', atSeconds: timer, missing: undefined };
    const expired = Math.max(from, Math.ceil(expiresAtSeconds));
    if (expired < timer) {
      const asked = expired + nextRequestSeconds(flow, draw);
      if (asked < timer) next = { cause: 'expired', atSeconds: asked, missing: undefined };
    }
    next = this.#nextUnknownKid(next, from);
    if (!this.#behaviour.hearsNews) return next;
    this.#listen(moment);
    if (this.#newsAtSeconds >= next.atSeconds) return next;
    return { cause: 'hint', atSeconds: Math.max(this.#now, this.#newsAtSeconds), missing: undefined };
  }

  /** Whichever comes first: the event, or a token whose key it lacks and may look for. */
  #nextUnknownKid(event: NextEvent, fromSeconds: number): NextEvent {
    const { flow, draw, history } = this.#world;
    let next = event;
    for (const period of history.periods) {
      if (!this.#lacks(period)) continue;
      const from = Math.max(fromSeconds, Math.ceil(this.#state.looksAgainAtSeconds));
      const shown = firstTokenSeconds(flow, period, from, draw);
      if (shown < next.atSeconds) next = { cause: 'unknown-kid', atSeconds: shown, missing: period };
    }
    if (this.#clientsToRefuse > 0) {
      const requestsPerSecond = (flow.requestsPerSecond * this.#clientsToRefuse) / CLIENTS_PER_PARTY;
      const shown = this.#now + nextRequestSeconds({ ...flow, requestsPerSecond }, draw);
      if (shown < next.atSeconds) next = { cause: 'unknown-kid', atSeconds: shown, missing: this.#revoked };
    }
    return next;
  }

  /** The first verified token of a higher epoch is heard once; it is followed after the behaviour's own delay. */
  #listen({ epoch, fromSeconds, signerKid, untilSeconds }: IssuerMoment): void {
    const { flow, draw } = this.#world;
    const { held } = this.#state;
    if (held === undefined || epoch <= held.epoch || epoch <= this.#newsEpoch || !held.kids.has(signerKid))
      return;
    const issued = { fromSeconds, toSeconds: Number.POSITIVE_INFINITY };
    const heardAt = firstTokenSeconds(flow, issued, this.#now, draw);
    // Drawn anew when the issuer changes once more: a later token tells of both.
    if (heardAt >= untilSeconds) return;
    this.#newsEpoch = epoch;
    const followedAt = heardAt + Math.ceil(this.#behaviour.newsDelaySeconds(this.#state, heardAt, draw()));
    this.#newsAtSeconds = Math.min(this.#newsAtSeconds, followedAt);
  }

  #perform({ cause, missing }: NextEvent, { epoch }: IssuerMoment): void {
    const isCollateral = missing !== undefined && missing === this.#revoked && !this.#lacks(missing);
    if (isCollateral) this.#clientsToRefuse--;
    if (cause === 'hint') this.#newsAtSeconds = Number.POSITIVE_INFINITY;
    const mayFetch = !isCollateral || this.#now >= this.#state.looksAgainAtSeconds;
    const asked = mayFetch
      ? this.#behaviour.ask(this.#state, cause, this.#now, {
          epoch: Math.min(this.#newsEpoch, epoch),
          kid: missing?.kid,
        })
      : undefined;
    if (asked === undefined) this.#quietUntilSeconds = this.#now + 1;
    else this.#fetch(asked, cause, missing?.kid);
    if (missing !== undefined && this.#lacks(missing)) this.#refuse(missing, 1);
  }

  #fetch(asked: PartyState, cause: FetchCause, wantedKid: string | undefined): void {
    const { draw, publicationDelaySeconds } = this.#world;
    const before = this.#state;
    let state = asked;
    for (let again = true; again; ) {
      this.#count.fetched(this.#now);
      const moment = this.#seenAt(this.#now - Math.floor(draw() * (publicationDelaySeconds + 1)));
      const copy = { moment, wantedKid, headers: moment.headersAt(this.#now) };
      ({ state, again } = this.#behaviour.receive(state, copy, this.#now, draw));
    }
    this.#state = state;
    if (state.held !== before.held) this.#noteChange(before, cause);
  }

  /** What the store held then. A body is at most P old, so it is one of the last moments. */
  #seenAt(atSeconds: number): IssuerMoment {
    this.#moment();
    const { moments } = this.#world.history;
    let at = this.#momentAt;
    while (at > 0 && (moments[at]?.fromSeconds ?? 0) > atSeconds) at--;
    return moments[at] as IssuerMoment;
  }

  #noteChange(before: PartyState, cause: FetchCause): void {
    const { held } = this.#state;
    for (const [at, { kid }] of this.#world.history.periods.entries())
      if (held?.kids.has(kid) && this.#adoptedAt[at] === Number.POSITIVE_INFINITY)
        this.#adoptedAt[at] = this.#now;
    const revoked = this.#revoked;
    if (revoked === undefined || this.#now < revoked.revokedAtSeconds) return;
    if (held?.kids.has(revoked.kid)) this.#droppedAtSeconds = Number.POSITIVE_INFINITY;
    else if (before.held?.kids.has(revoked.kid)) this.#drop(revoked, before, cause);
  }

  /** A forged token past the end of the copy would have brought the fetch itself, so the copy's end counts. */
  #drop(revoked: SigningPeriod, before: PartyState, cause: FetchCause): void {
    const { flow, draw } = this.#world;
    const copyEnd = Math.max(revoked.revokedAtSeconds, before.expiresAtSeconds);
    this.#droppedAtSeconds = cause === 'expired' ? Math.min(copyEnd, this.#now) : this.#now;
    const share = tokensBetween(flow, revoked, this.#now, this.#now + 1) / flow.requestsPerSecond;
    this.#clientsToRefuse = roundAtRandom(CLIENTS_PER_PARTY * share, draw);
    this.#count.collateralTokens += this.#clientsToRefuse;
  }

  /** Its tokens are about and valid, and the party cannot verify them. */
  #lacks({ kid, fromSeconds, toSeconds, revokedAtSeconds }: SigningPeriod): boolean {
    const endsAt = Math.min(toSeconds + this.#world.flow.lifetimeSeconds, revokedAtSeconds);
    return fromSeconds <= this.#now && this.#now < endsAt && this.#state.held?.kids.has(kid) !== true;
  }

  /** Valid tokens of keys that it lacks, for as long as it may not look again. */
  #countRefusals(untilSeconds: number): void {
    const { flow, draw, history } = this.#world;
    const until = Math.min(untilSeconds, Math.ceil(this.#state.looksAgainAtSeconds));
    if (until <= this.#now) return;
    for (const period of history.periods) {
      if (!this.#lacks(period)) continue;
      this.#refuse(period, roundAtRandom(tokensBetween(flow, period, this.#now, until), draw));
    }
  }

  #refuse({ kid, isReplacement }: SigningPeriod, tokens: number): void {
    const count = this.#count;
    if (isReplacement) count.gapTokens += tokens;
    else this.#refused += tokens;
    const adoption = count.adoptions.find(({ period }) => period.kid === kid);
    if (adoption !== undefined) adoption.refusedTokens += tokens;
  }
}

/** A whole number whose mean is this one. */
function roundAtRandom(expected: number, draw: () => number): number {
  return Math.floor(expected + draw());
}
