/** A committed ring, or the draft of one. `base` is the epoch that it follows: -1 where it is the first. */
export interface RingFile {
  readonly name: string;
  readonly base: number;
}

/** The first ring's base: below every epoch. */
export const FIRST_BASE = -1;

const committed = /^ring\.after-(init|0|[1-9]\d{0,15})\.json$/;
const draft = /^ring\.draft-(init|0|[1-9]\d{0,15})-[0-9a-f-]{36}$/;

/** One name for all who would follow the same epoch, so that one of them can have it. */
export function ringFileName(expectedEpoch: number | null): string {
  return `ring.after-${expectedEpoch ?? 'init'}.json`;
}

/** @param unique a UUID: a draft's name never returns. */
export function draftFileName(expectedEpoch: number | null, unique: string): string {
  return `ring.draft-${expectedEpoch ?? 'init'}-${unique}`;
}

/** The committed rings among the names of a folder, lowest base first. */
export function findRingFiles(names: readonly string[]): readonly RingFile[] {
  return findFiles(names, committed);
}

export function findDrafts(names: readonly string[]): readonly RingFile[] {
  return findFiles(names, draft);
}

function findFiles(names: readonly string[], form: RegExp): readonly RingFile[] {
  return names
    .flatMap((name) => {
      const base = form.exec(name)?.[1];
      return base === undefined ? [] : [{ name, base: base === 'init' ? FIRST_BASE : Number(base) }];
    })
    .sort((a, b) => a.base - b.base);
}
