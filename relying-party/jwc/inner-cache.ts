import type { TrustedInner } from './trusted-inner.js';

/** Validated inners by their exact text. Only what was verified is kept, so that forged ones push none out. */
export interface InnerCache {
  /** @param owner the path that validated it: under another one's rules it may be no good. */
  get(text: string, owner: object): TrustedInner | undefined;
  /** What any path of this verifier found true of it. */
  peek(text: string): TrustedInner | undefined;
  keep(text: string, owner: object, trusted: TrustedInner): void;
  drop(text: string): void;
}

export function createInnerCache(maxInners: number): InnerCache {
  const known = new Map<string, { readonly owner: object; readonly trusted: TrustedInner }>();
  return {
    get(text, owner) {
      const entry = known.get(text);
      return entry?.owner === owner ? entry.trusted : undefined;
    },
    peek: (text) => known.get(text)?.trusted,
    keep(text, owner, trusted) {
      known.delete(text);
      const [oldest] = known.keys();
      if (known.size >= maxInners && oldest !== undefined) known.delete(oldest);
      known.set(text, { owner, trusted });
    },
    drop(text) {
      known.delete(text);
    },
  };
}
