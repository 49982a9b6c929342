import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ReportError, verifyReport } from '../drill-desk/verify-report.js';
import { HttpClient } from '../drills/http-client.js';
import { issuerPaths } from '../http/issuer-paths.js';
import { DeskError } from './desk-error.js';
import { exitCodes } from './exit-code.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface VerifyFlags {
  readonly issuer: string;
  readonly json?: true;
}

const MAX_BYTES = 32 * 1024 * 1024;

/** `keyturn drill verify FILE`: whether a report is what its issuer signed. */
export const drillVerifyVerb: Verb = (terminal, done) =>
  new Command('verify')
    .description(
      'check the signature of a report by the keys of its issuer; exit status 1 if it does not hold',
    )
    .argument('<file>', 'as keyturn drill reports ID --jwt prints it, or - for standard input')
    .requiredOption('--issuer <url>', 'whose report it must be')
    .option('--json', 'print the report that was signed')
    .action(async (file: string, { issuer, json }: VerifyFlags) => {
      const jwt = await readJwt(file, terminal);
      try {
        const { id, issuedAtSeconds, report } = await verifyReport(jwt, await readRecords(issuer));
        const when = new Date(issuedAtSeconds * 1000).toISOString();
        terminal.say(json === true ? JSON.stringify(report) : `${id} was signed by ${issuer} at ${when}`);
        done(exitCodes.done);
      } catch (error) {
        if (!(error instanceof ReportError)) throw error;
        terminal.complain(`${error.code}: ${error.message}`);
        done(exitCodes.refused);
      }
    });

async function readJwt(file: string, terminal: Terminal): Promise<string> {
  const text =
    file === '-'
      ? await terminal.readInput(MAX_BYTES)
      : await readFile(file, 'utf8').catch(() => {
          throw new UsageError(`${file} cannot be read`);
        });
  return text.trim();
}

async function readRecords(issuer: string) {
  if (!URL.canParse(issuer)) throw new UsageError('--issuer is a URL');
  const http = new HttpClient({ maxAnswerBytes: MAX_BYTES });
  const paths = issuerPaths(issuer);
  const origin = new URL(issuer).origin;
  const get = (path: string) =>
    http.send(`${origin}${path}`, { method: 'GET' }).catch(() => {
      throw new DeskError('provider_unreachable', `no answer from ${issuer}`);
    });
  try {
    const [set, history] = [await get(paths.jwks), await get(paths.history)];
    if (set.status !== 200)
      throw new DeskError('answer_unreadable', `${issuer} answered no key set`, set.status);
    return {
      issuer,
      keySet: JSON.parse(set.body) as unknown,
      history: history.status === 200 ? history.body : null,
    };
  } finally {
    http.close();
  }
}
