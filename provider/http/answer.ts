import type Koa from 'koa';

/** What an endpoint answers, apart from any connection. */
export interface Answer {
  readonly status: number;
  /** Names and values by turns, as node:http takes them all at once. */
  readonly headers: readonly string[];
  /** Null: none. */
  readonly body: AnswerBody | null;
}

export interface AnswerBody {
  readonly text: string;
  readonly lengthBytes: number;
}

export function textBody(text: string): AnswerBody {
  return { text, lengthBytes: Buffer.byteLength(text) };
}

/**
 * Leaves an answer to be written when all is done. For what is asked most: header by header and through Koa's body, an
 * answer costs more than everything that was decided about it.
 */
export function give(ctx: Koa.Context, answer: Answer): void {
  ctx.state.answer = answer;
}

/** What was given is not what is answered: something failed after it. */
export function takeBack(ctx: Koa.Context): void {
  ctx.state.answer = undefined;
}

/** What was given, if anything was. */
export function givenAnswer(ctx: Koa.Context): Answer | undefined {
  return ctx.state.answer as Answer | undefined;
}

/** The status that the answer has, or will have. */
export function statusOf(ctx: Koa.Context): number {
  return givenAnswer(ctx)?.status ?? ctx.status;
}
