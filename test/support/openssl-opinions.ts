import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chain } from './faulty-chains.js';
import { mintedAtSeconds, toPem } from './minted-certificates.js';
import { runToSuccess } from './run-process.js';
import { sampleRoot } from './x5c-samples.js';

/** `accepted`, or what openssl found wrong, number and words; undefined where it could not even read the files. */
export type OpensslOpinion = string | undefined;

/** One shell for many chains: to start a process from here costs more than what openssl has to do. */
const SHELLS = 4;

/** Asks `openssl verify` for each chain, under the sample root and nothing else. */
export async function askOpenssl(
  chains: readonly Chain[],
  folder: string,
): Promise<readonly OpensslOpinion[]> {
  await writeFile(join(folder, 'root.pem'), toPem(sampleRoot.encoding));
  await Promise.all(chains.map((chain, at) => writeChain(chain, join(folder, String(at)))));
  const commands = chains.map(({ pool }, at) => verifyCommand(at, pool.length > 0));
  const shares = Array.from({ length: SHELLS }, (_, share) =>
    commands.filter((_command, at) => at % SHELLS === share).join('\n'),
  );
  const answers = await Promise.all(
    shares.map((script) => runToSuccess('sh', ['-c', script], { cwd: folder })),
  );
  const byNumber = new Map(
    answers.flatMap((text) =>
      text
        .split(/^@(?=\d+$)/m)
        .slice(1)
        .map(readAnswer),
    ),
  );
  return chains.map((_, at) => byNumber.get(at));
}

async function writeChain({ leaf, pool }: Chain, path: string): Promise<void> {
  await writeFile(`${path}.pem`, toPem(leaf));
  await writeFile(`${path}-pool.pem`, pool.map((each) => toPem(each)).join(''));
}

function verifyCommand(at: number, hasPool: boolean): string {
  const trusted = '-no-CApath -no-CAstore -CAfile root.pem';
  const offered = hasPool ? `-untrusted ${at}-pool.pem` : '';
  return `echo "@${at}"; openssl verify -attime ${mintedAtSeconds} ${trusted} ${offered} ${at}.pem 2>&1 || true`;
}

function readAnswer(text: string): [number, OpensslOpinion] {
  const at = Number.parseInt(text, 10);
  if (text === `${at}\n${at}.pem: OK\n`) return [at, 'accepted'];
  const [, number, words] = /error (\d+) at \d+ depth lookup: ?(.*)/.exec(text) ?? [];
  return [at, number === undefined ? undefined : `${number} ${words}`];
}
