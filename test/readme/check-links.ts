import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Links to files that are not there, and to headings that the same file does not have: sentences. */
export function checkLinks(path: string, markdown: string): string[] {
  const prose = markdown.replace(/^(`{3,}|~{3,})[\s\S]*?^\1\s*$/gm, '').replace(/`[^`\n]*`/g, '');
  const targets = [
    ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
  ];
  return targets
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .filter((target) => !leads(path, target, markdown))
    .map((target) => `${path} links to ${target}, which is not there`);
}

function leads(path: string, target: string, markdown: string): boolean {
  const [file = '', heading] = target.split('#');
  if (file !== '') return existsSync(join(dirname(path), decodeURIComponent(file)));
  return heading !== undefined && headingsOf(markdown).includes(heading);
}

/** As they are addressed: lower case, dashes for spaces, no other marks. */
const headingsOf = (markdown: string) =>
  [...markdown.matchAll(/^#+\s+(.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
