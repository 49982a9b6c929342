// Regional signing replicas that share nothing, while a consumer that knows only the root goes on. Twenty seconds.
// Tokens live for 3 s, certificates for 9 s: the proportions of minutes and an hour. Ends with 0 if nobody was harmed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '@keyturn/shared/clock';
import { createAuthority, createAuthorityMemory, openAuthority } from 'keyturn/certificates';
import { createConsumer } from './consumer.mjs';
import { startReplica } from './region.mjs';

const issuer = 'https://signers.example';
const terms = { maxTokenLifetimeSeconds: 3, leewaySeconds: 1, maxClockOffsetSeconds: 1 };

const folder = await mkdtemp(join(tmpdir(), 'signing-replicas-'));
const denylistFile = join(folder, 'denylist.json');
await writeFile(denylistFile, '{}');

const files = createAuthorityMemory();
await createAuthority(files, systemClock);
const authority = await openAuthority(files, systemClock, {
  ...terms,
  rootDistributionSeconds: 60,
  leafLifetimeSeconds: 9,
});
const judge = createConsumer({
  issuer,
  anchorsPem: await authority.rootsPem(),
  denylistFile,
  leewaySeconds: 1,
});

const start = (name) => startReplica(name, { issuer, terms, authority });
const say = (text) =>
  console.log(`${(systemClock.nowSeconds() - startedAtSeconds).toFixed(1).padStart(5)} s  ${text}`);
const report = {
  tokens: 0,
  presentations: 0,
  falseRejects: [],
  falseAccepts: 0,
  thiefRefusals: 0,
  agedOutRefusals: 0,
  tokenBytes: 0,
};
const certificates = new Set();
const denied = { sha256: '', sinceSeconds: Number.POSITIVE_INFINITY };
let startedAtSeconds = systemClock.nowSeconds();

const partOf = (token, at) => JSON.parse(Buffer.from(token.split('.')[at], 'base64url').toString());
const thumbprintOf = (token) => Buffer.from(partOf(token, 0)['x5t#S256'], 'base64url').toString('hex');

/** Every token is presented at once, and again in the last moment of its life. */
async function present(replica, token) {
  const sha256 = thumbprintOf(token);
  for (const atSeconds of [0, partOf(token, 1).exp - 0.3]) {
    await sleep(systemClock, Math.max(0, atSeconds - systemClock.nowSeconds()) * 1000);
    const presentedAtSeconds = systemClock.nowSeconds();
    // A machine that slept over the end of the token proves nothing about it.
    if (presentedAtSeconds > partOf(token, 1).exp) return;
    const refused = await judge(token);
    report.presentations += 1;
    if (sha256 === denied.sha256) {
      // A file is looked at once a second.
      if (refused !== undefined) report.thiefRefusals += 1;
      else if (presentedAtSeconds > denied.sinceSeconds + 1.5) report.falseAccepts += 1;
    } else if (refused !== undefined) report.falseRejects.push(`${replica.name}: ${refused}`);
  }
}

const replicas = new Set();
const presentations = [];
let isOver = false;

async function serve(replica) {
  replicas.add(replica);
  while (!isOver && replicas.has(replica)) {
    const { token, refused } = await replica.sign();
    if (token !== undefined) {
      report.tokens += 1;
      report.tokenBytes = token.length;
      certificates.add(thumbprintOf(token));
      presentations.push(present(replica, token));
    } else if (refused === 'signing_unavailable') report.agedOutRefusals += 1;
    await sleep(systemClock, 100);
  }
}

function remove(replica) {
  replicas.delete(replica);
  replica.stop();
}

const [europe, america] = [start('europe'), start('america')];
await Promise.all([europe.sign(), america.sign()]);
startedAtSeconds = systemClock.nowSeconds();
const serving = [serve(europe), serve(america)];
say('europe and america sign; the consumer knows the root and nothing else');

await sleep(systemClock, 3000);
const asia = start('asia');
serving.push(serve(asia));
say('scaled up: asia signs, and nobody was told');

await sleep(systemClock, 3000);
remove(europe);
const europeAgain = start('europe');
serving.push(serve(europeAgain));
say('restarted: europe has another key, and nobody was told');

await sleep(systemClock, 3000);
const { token: stolen } = await america.sign();
america.disown();
denied.sha256 = thumbprintOf(stolen);
denied.sinceSeconds = systemClock.nowSeconds();
await writeFile(denylistFile, JSON.stringify({ certificateSha256: [denied.sha256] }));
const americaAgain = start('america');
serving.push(serve(americaAgain));
say(
  'compromised: a thief signs with america’s key; its certificate is on the denylist, a new replica takes over',
);

await sleep(systemClock, 2000);
asia.disown();
say('aged out: the CA certifies asia no more; it signs while a whole token fits, then it refuses');

await sleep(systemClock, 9000);
isOver = true;
await Promise.all(serving);
await Promise.all(presentations);
for (const replica of [...replicas]) remove(replica);
await rm(folder, { recursive: true, force: true });

const { falseRejects, ...figures } = report;
const isHarmed = falseRejects.length > 0 || report.falseAccepts > 0;
const hasBitten = report.thiefRefusals > 0 && report.agedOutRefusals > 0;
const isGood = hasBitten && !isHarmed;
say(isGood ? 'nobody was harmed' : 'it did not go as it should');
console.log(
  JSON.stringify({
    ...figures,
    falseRejects: falseRejects.length,
    firstRejects: falseRejects.slice(0, 5),
    certificates: certificates.size,
  }),
);
process.exitCode = isGood ? 0 : 1;
