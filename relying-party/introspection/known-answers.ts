import { copyText } from '../token/copy-text.js';

/** Answers by the exact text of the token, each for a while and so many at most; the oldest goes first. */
export interface KnownAnswers {
  find(token: string, nowSeconds: number): boolean | undefined;
  keep(token: string, isActive: boolean, untilSeconds: number): void;
}

export function createKnownAnswers(maxAnswers: number): KnownAnswers {
  const known = new Map<string, { readonly isActive: boolean; readonly untilSeconds: number }>();
  return {
    find(token, nowSeconds) {
      const answer = known.get(token);
      return answer !== undefined && nowSeconds < answer.untilSeconds ? answer.isActive : undefined;
    },
    keep(token, isActive, untilSeconds) {
      known.delete(token);
      const [oldest] = known.keys();
      if (known.size >= maxAnswers && oldest !== undefined) known.delete(oldest);
      known.set(copyText(token), { isActive, untilSeconds });
    },
  };
}
