import type { Target } from '../../provider/scenario/world.js';

/** A library as a target. */
export interface Asked {
  /** Resolves where the token is accepted, rejects where it is not. */
  readonly verify: (token: string) => Promise<unknown>;
  /** By the library's own documented classes or codes: the token is refused. Whatever else is thrown is no verdict about it. */
  readonly isRefusal: (error: unknown) => boolean;
  readonly close?: () => void;
}

/** What a service makes of a library: yes, no (its 401), or neither (its 500). */
export function askLibrary({ verify, isRefusal, close = () => {} }: Asked): Target {
  return {
    async present({ token }) {
      try {
        await verify(token);
        return { answer: 'accepted', code: null, kidKnown: null };
      } catch (error) {
        return { answer: isRefusal(error) ? 'refused' : 'error', code: codeOf(error), kidKnown: null };
      }
    },
    close,
  };
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
