/**
 * A fenced block of a README. The words after the language say what its reader does with it, and the test does the same:
 * nothing more: runs it; `refused`: runs it, and is refused by who answers; `service`: starts it and leaves it running
 * until the end, and `service 8080` says where it listens; `compile`: has it type checked only; `not-run`: looks at it.
 */
export interface Block {
  readonly language: string;
  readonly use: BlockUse;
  readonly text: string;
  /** The one port that a service is awaited at. Left out: all that the page names. */
  readonly opens?: number;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

export type BlockUse = 'run' | 'refused' | 'service' | 'compile' | 'not-run';

const uses: Readonly<Record<string, readonly BlockUse[]>> = {
  sh: ['run', 'refused', 'service', 'not-run'],
  ts: ['run', 'compile', 'not-run'],
};

/** Every fenced block in order. Throws an Error for a fence that never closes or a word that means nothing. */
export function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const opening = /^(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(lines[index] ?? '');
    if (opening === null) continue;
    const [, fence = '', language = '', words = ''] = opening;
    const end = lines.findIndex((line, at) => at > index && line.trimEnd() === fence);
    if (end < 0) throw new Error(`the block in line ${index + 1} never closes`);
    const [, port] = /^service (\d{2,5})$/.exec(words.trim()) ?? [];
    const use = readUse(language, port === undefined ? words.trim() : 'service', index + 1);
    const opens = port === undefined ? {} : { opens: Number(port) };
    blocks.push({ language, use, text: lines.slice(index + 1, end).join('\n'), ...opens, line: index + 1 });
    index = end;
  }
  return blocks;
}

function readUse(language: string, words: string, line: number): BlockUse {
  const possible = uses[language];
  if (possible === undefined && words === '') return 'not-run';
  const use = possible?.find((name) => name === (words === '' ? 'run' : words));
  if (use === undefined)
    throw new Error(`the block in line ${line} says "${words}", which means nothing here`);
  return use;
}

/** Blocks that a reader runs or starts. */
export const runnableBlocks = (blocks: readonly Block[]) =>
  blocks.filter(({ use }) => use === 'run' || use === 'refused' || use === 'service');

/** The ports that the blocks name as those of this machine. */
export function namedPorts(blocks: readonly Block[]): number[] {
  const ports = blocks.flatMap(({ text, opens = [] }) =>
    [...text.matchAll(/\b(?:localhost|127\.0\.0\.1|\[::1\]):(\d{2,5})\b/g)]
      .map(([, port]) => Number(port))
      .concat(opens),
  );
  return [...new Set(ports)];
}

/** The block with other ports: those of the README may be taken. */
export const replacePorts = (block: Block, ports: ReadonlyMap<number, number>): Block => ({
  ...block,
  ...(block.opens === undefined ? {} : { opens: ports.get(block.opens) ?? block.opens }),
  text: block.text.replace(/\b\d{2,5}\b/g, (digits) => String(ports.get(Number(digits)) ?? digits)),
});
