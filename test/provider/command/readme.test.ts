import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../../provider/command/run-command.js';
import type { Terminal } from '../../../provider/command/terminal.js';

const readme = readFileSync(new URL('../../../provider/command/README.md', import.meta.url), 'utf8');

/** Nothing is run here. */
const terminal: Terminal = {
  say() {},
  complain() {},
  readInput: async () => '',
  environment: {},
  folder: '/nowhere',
  wait: async () => {},
  untilSignal: async () => '',
};

interface NamedVerb {
  readonly name: string;
  readonly options: readonly string[];
}

function verbsOf(command: Command, above: string): NamedVerb[] {
  const name = `${above} ${command.name()}`.trim();
  if (command.commands.length > 0) return command.commands.flatMap((child) => verbsOf(child, name));
  return [{ name, options: command.options.flatMap(({ long }) => long ?? []) }];
}

const verbs = verbsOf(
  createProgram(terminal, () => {}),
  '',
);
const documented = [...readme.matchAll(/`(keyturn [a-z][a-z-]*(?: [a-z][a-z-]*)?)[^`]*`/g)].map(
  ([, name]) => name,
);

test.each(verbs.map(({ name }) => name))('%s has its row', (name) => {
  expect(documented).toContain(name);
});

test('every option of every verb is named', () => {
  const named = (option: string) => new RegExp(`${option}\\b(?!-)`).test(readme);
  const missing = verbs.flatMap(({ name, options }) =>
    options.filter((option) => !named(option)).map((option) => `${name} ${option}`),
  );
  expect(missing).toEqual([]);
});
