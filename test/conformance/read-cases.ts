import { readFileSync } from 'node:fs';
import type { X509Case } from './x509-case.js';

/** What is wrong with a file of cases, or with the one that is named. */
export class UnreadableCases extends Error {}

/** The cases of one file in the normal form. @throws UnreadableCases */
export function readCases(path: string): readonly X509Case[] {
  const cases = parse(path);
  if (!Array.isArray(cases) || cases.length === 0) throw new UnreadableCases(`${path} is no list of cases.`);
  for (const [at, given] of cases.entries()) {
    const wrong = findWrongMember(given);
    if (wrong !== undefined)
      throw new UnreadableCases(`${path}: case ${at + 1} has no ${wrong} of its form.`);
  }
  return cases;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const isMissing = !(error instanceof SyntaxError);
    throw new UnreadableCases(
      isMissing ? `${path} cannot be read.` : `${path} is not JSON, or not all of it.`,
    );
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const orNone = (isForm: (value: unknown) => boolean) => (value: unknown) => value == null || isForm(value);

/** A verdict on a case that says less would be a verdict on something else. */
const forms: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: isText,
  roots: isTexts,
  inters: isTexts,
  leaf: isText,
  time: orNone((value) => isText(value) && !Number.isNaN(Date.parse(value as string))),
  crls: orNone(isTexts),
  expect: (value) => typeof value === 'boolean',
};

function findWrongMember(given: unknown): string | undefined {
  const members = (given ?? {}) as Readonly<Record<string, unknown>>;
  return Object.keys(forms).find((name) => forms[name]?.(members[name]) !== true);
}
