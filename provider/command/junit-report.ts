import type { ScenarioReport } from '../scenario/report.js';
import { escapeText } from '../timeline/svg-text.js';

/** The form that CI servers read: a test case for each drill, what says nothing as an error, since it is no failure of the service. */
export function junitReport(reports: readonly ScenarioReport[]): string {
  const count = (verdict: string) => reports.filter((report) => report.verdict === verdict).length;
  const counts = `tests="${reports.length}" failures="${count('fail')}" errors="${count('inconclusive')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="keyturn drills" ${counts}>`,
    ...reports.map(testCase),
    '</testsuite>',
  ].join('\n');
}

function testCase({ scenario, verdict, reasons, startedAtSeconds, endedAtSeconds }: ScenarioReport): string {
  const time = (endedAtSeconds - startedAtSeconds).toFixed(3);
  const head = `  <testcase classname="keyturn.drill" name="${escapeText(scenario)}" time="${time}"`;
  if (verdict === 'pass') return `${head}/>`;
  const element = verdict === 'fail' ? 'failure' : 'error';
  const [first = verdict] = reasons;
  const story = reasons.map(escapeText).join('\n');
  return `${head}>\n    <${element} message="${escapeText(first)}">${story}</${element}>\n  </testcase>`;
}
