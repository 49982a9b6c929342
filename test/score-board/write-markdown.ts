import type {
  ListedEntrant,
  PrivateRound,
  PublicRound,
  Score,
  ScoreBoard,
  TrustPathScore,
} from './results.js';
import type { WatchedProvider } from './watched.js';

/** The results for people. */
export function writeMarkdown(board: ScoreBoard, watched: readonly WatchedProvider[]): string {
  const { machine, ours, others, leftOut } = board;
  const open = board.rounds.filter((round) => !round.private);
  const counted = board.rounds.filter((round) => round.private);
  return [
    '# Score board',
    '',
    'Written by `npm run score-board`: other people’s relying parties and ours, each at the default settings that its documentation shows,',
    'through [drills](../../provider/drills/README.md) that a bearer token can be judged by, in real time. Each party has an issuer of its own, two clients and two copies;',
    `${board.drillsAtOnce} drills run at a time. One whole run takes ${minutes(board.tookSeconds)} minutes. It needs Debian packages for the last two parties, and names what it leaves out.`,
    '',
    `${board.date}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${board.node}.`,
    '',
    ...describeUnsaid(board),
    '`pass`: no good token was refused. `FAIL k`: k good tokens were not accepted. `unsaid`: the machine lost more time than the drill',
    'allows, or too little was seen, and nothing is held against anybody. n: good tokens tried; with none refused, fewer than 3/n are, with 95 % confidence.',
    'Tail: from the first token of a key to its first acceptance, the longest. Fetches: of the key set, by each copy of the party.',
    '',
    '**Pace decides.** At the pace of libraries a key is published 72 s before it signs and tokens live 20 s; at the pace of the drill 7 s and 5 s, with',
    '`max-age=2`. Who waits longer than that between two refetches cannot know the second key in time, and is no worse for it: it needs a',
    'lead, and our default is 1800 s. The first next key is in the first set that anybody reads.',
    '',
    ...open.flatMap((round) =>
      publicTable(
        round,
        [ours, ...others].map(({ name }) => name),
        ours.name,
      ),
    ),
    '## By count',
    '',
    'How others do here is told by how many, never by name.',
    ...(counted.some(({ pace }) => pace === 'library') ? wrongForLong : []),
    '',
    '| drill | ours | others that did not accept some good token |',
    '| --- | --- | --- |',
    ...counted.map(privateLine),
    '',
    '## Our three trust paths',
    '',
    'Ours alone, one path after the other, with all the clients and the bars of the drill: `keyturn drill NAME` is the same. Two of the paths have no other',
    'party. Forgeries: how many of those that were tried were accepted; tokens of what was revoked are among them.',
    '',
    '| path | drill | verdict | n | 3/n | tail | fetches | forgeries |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...board.trustPaths.map(trustPathLine),
    '',
    '## Providers during a rotation',
    '',
    'What [`keyturn watch`](../../provider/watch/README.md#runs) found in the end, by looks every 30 seconds of a clock that watcher and provider share;',
    '`npx vitest run --config test/vitest.interop.config.ts watched-providers` makes these runs.',
    '',
    '| provider, and how it turned | findings |',
    '| --- | --- |',
    ...watched.map(watchedLine),
    '',
    '## Parties',
    '',
    '| party | versions | settings |',
    '| --- | --- | --- |',
    ...[ours, ...others].map(partyLine),
    ...leftOut.flatMap(({ name, why }) => ['', `Left out: ${name}. ${why}`]),
    '',
  ].join('\n');
}

const wrongForLong = [
  'A set that lacks a key, or is poison, is served for 31 s: whoever looks every 30 s or more often looks meanwhile. Who looks less often',
  'goes on with the copy at hand, and has met nothing.',
];

function publicTable(
  { name, title, pace, ours, others }: PublicRound,
  names: readonly string[],
  own: string,
) {
  const lines = names.flatMap((party) => {
    const score = party === own ? ours : others[party];
    return score === undefined ? [] : [`| ${party === own ? `**${party}**` : party} | ${cells(score)} |`];
  });
  return [
    `## ${name}`,
    '',
    `${title}; at the pace of ${pace === 'drill' ? 'the drill' : 'libraries'}.`,
    '',
    '| party | verdict | n | 3/n | tail | fetches |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ];
}

const cells = (score: Score) =>
  `${verdict(score)} | ${score.validTokensTried} | ${bound(score)} | ${score.tailSeconds} s | ${score.fetchesPerParty}`;

function privateLine({ name, ours, others: { drilled, harmed, unsaid } }: PrivateRound): string {
  const rest = unsaid === 0 ? '' : `; of ${unsaid} nothing can be said`;
  return `| ${name} | **${harm(ours)}** | ${harmed} of ${drilled - unsaid}${rest} |`;
}

const trustPathLine = (score: TrustPathScore) =>
  `| ${score.path} | \`${score.drill}\` | ${cells(score)} | ${score.falseAccepts} of ${score.badTokensTried} |`;

function describeUnsaid({ rounds, trustPaths }: ScoreBoard): readonly string[] {
  const inRounds = rounds.flatMap((round) => [
    round.ours,
    ...(round.private ? [] : Object.values(round.others)),
  ]);
  const scores = [...trustPaths, ...inRounds];
  const unsaid = scores.filter((score) => score.verdict === 'inconclusive').length;
  if (unsaid === 0) return [];
  return [
    `**The machine was busy: ${unsaid} of ${scores.length} verdicts are unsaid.** Run it again on one that is not.`,
    '',
  ];
}

function harm({ stalled, falseRejects, validTokensTried: tried }: Score): string {
  return stalled ? 'unsaid' : `${falseRejects} of ${tried} good tokens not accepted`;
}

function verdict({ verdict: found, falseRejects }: Score): string {
  if (found === 'inconclusive') return 'unsaid';
  return found === 'pass' ? 'pass' : `FAIL ${falseRejects}`;
}

const bound = ({ falseRejects, bound95 }: Score) =>
  falseRejects > 0 || bound95 === null ? '–' : `${(bound95 * 100).toFixed(2)} %`;

function partyLine({ name, versions, settings }: ListedEntrant): string {
  const told = Object.entries(versions).map(([each, version]) => `${each} ${version}`);
  return `| ${name} | ${told.join(', ')} | ${settings} |`;
}

const watchedLine = ({ run, findings }: WatchedProvider) =>
  `| ${run} | ${findings.length === 0 ? 'none' : findings.map((code) => `\`${code}\``).join(' ')} |`;

const minutes = (seconds: number) => Math.round(seconds / 6) / 10;
