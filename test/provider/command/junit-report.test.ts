import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { junitReport } from '../../../provider/command/junit-report.js';
import type { ScenarioReport } from '../../../provider/scenario/report.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Every element as a strict parser reads it. Throws where it is not well-formed. */
function readXml(xml: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return elements;
}

/** Whatever somebody else wrote: markup, ends of it, halves of pairs, control characters. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...']<>&"\'!-\u0000\u0008\n\r\t\u001f\ufffe', '\ud800', '\udfff') }),
  fc.constantFrom(']]>', '<!--', '--></failure>', '&#0;', '"/><x y="', '\u0000\r\n\ud800', '<![CDATA['),
);
/** As it is told: what XML has no place for is a sign that there was something. */
const told = (text: string) => text.replace(/[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/gu, '\ufffd');

const reports = fc.array(
  fc.record({
    scenario: hostile,
    verdict: fc.constantFrom('pass' as const, 'fail' as const, 'inconclusive' as const),
    reasons: fc.array(hostile, { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 4 },
);

test('whatever a report says, JUnit is well-formed and says the same', () => {
  fc.assert(
    fc.property(reports, (said) => {
      const whole = said.map(
        (each) => ({ ...each, startedAtSeconds: 1, endedAtSeconds: 3 }) as unknown as ScenarioReport,
      );
      const [suite, ...elements] = readXml(junitReport(whole));
      expect(suite?.attributes.tests).toBe(String(said.length));
      const cases = elements.filter(({ name }) => name === 'testcase');
      expect(cases.map(({ attributes }) => attributes.name)).toEqual(
        said.map(({ scenario }) => told(scenario)),
      );
      const bad = said.filter(({ verdict }) => verdict !== 'pass');
      const ends = elements.filter(({ name }) => name !== 'testcase');
      expect(ends.map(({ name, text, attributes }) => [name, text, attributes.message])).toEqual(
        bad.map(({ verdict, reasons }) => [
          verdict === 'fail' ? 'failure' : 'error',
          reasons.map(told).join('\n'),
          told(reasons[0] ?? ''),
        ]),
      );
    }),
  );
});

test('a parser that takes what comes would prove nothing', () => {
  expect(() => readXml('<a b="<"/>')).toThrow();
  expect(() => readXml('<a>]]></a>')).toThrow();
  expect(() => readXml('<a>\u0000</a>')).toThrow();
});
