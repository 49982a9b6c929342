import { z } from 'zod';
import { laneStates, tones } from '../timeline/timeline.js';

const count = z.int().min(0);
const seconds = z.number();
const counts = z.record(z.string(), count);
/** JSON has no infinity: what nobody wrote down, or never came, is null. */
const figure = z.number().nullable();

const point = z.strictObject({ atSeconds: seconds, value: z.number() });

const timeline = z.strictObject({
  title: z.string(),
  about: z.string().exactOptional(),
  durationSeconds: seconds,
  keys: z.array(
    z.strictObject({
      label: z.string(),
      spans: z.array(z.strictObject({ state: z.enum(laneStates), fromSeconds: seconds, toSeconds: seconds })),
    }),
  ),
  charts: z.array(
    z.strictObject({
      title: z.string(),
      lines: z.array(z.strictObject({ label: z.string(), tone: z.enum(tones), points: z.array(point) })),
    }),
  ),
  marks: z.array(z.strictObject({ atSeconds: seconds, label: z.string(), kind: z.enum(['event', 'bound']) })),
});

const classFigures = z.strictObject({
  validTokensTried: count,
  falseRejects: count,
  collateralRejects: count,
  gapRejects: count,
  outageRejects: count,
  gapSeconds: seconds.nullable(),
});

/** Counts and durations that this version tells. Later ones may tell more. */
const figures = z.looseObject({
  validTokensTried: count,
  falseRejects: count,
  falseRejectsRefused: count,
  falseRejectsError: count,
  falseRejectRateBound95: figure,
  collateralRejects: count,
  gapRejects: count,
  outageRejects: count,
  acceptedBlind: count,
  faultsAsked: count.exactOptional(),
  longestGapSeconds: seconds,
  exposureTailSeconds: seconds,
  badTokensTried: count,
  falseAccepts: count,
  falseAcceptRateBound95: figure,
  lateAccepts: count,
  badTokenAnswers: z.record(z.string(), counts),
  wrongCodes: count,
  tokensIssued: count,
  refusedToSign: count,
  issueFailures: count,
  issueFailureReasons: counts,
  signingKids: z.array(z.string()),
  publishedKeysAtMost: count,
  keysCreated: count.nullable(),
  keysLost: count.nullable(),
  brokenRules: z.array(z.string()).nullable().exactOptional(),
  crashes: count,
  alarmSeconds: seconds.nullable(),
  failedLooks: count,
  failedLookReasons: counts,
  machineLateSecondsAtMost: seconds.nullable(),
  keySetRequests: count,
  keySetRequestsNoCache: count,
  unknownKids: count.nullable(),
  knownKidWaits: count.nullable(),
  keySetRequestsPerSecondPeak: count,
  keySetPeakOverAverage: figure,
  herdPerSecondPeak: count,
  classes: z.strictObject({
    refetching: classFigures.exactOptional(),
    'expiry-only': classFigures.exactOptional(),
    'first-key': classFigures.exactOptional(),
    'fixed-count': classFigures.exactOptional(),
    'known-members': classFigures.exactOptional(),
  }),
  verifyP50Milliseconds: z.number(),
  verifyP99Milliseconds: z.number(),
  verifyMaxMilliseconds: z.number(),
  firstAcceptanceSecondsAtMost: z.record(z.string(), seconds),
});

/** What came of an event: its verb, when, and who refused it. What else it says is its own. */
const event = z.looseObject({
  do: z.string(),
  atSeconds: seconds,
  outcome: z.string(),
  rule: z.string().nullable(),
});

/** A report of a drill as JSON: published as `report.schema.json`, which a test holds to this. Instants are seconds since the epoch. */
export const reportSchema = z.strictObject({
  scenario: z.string(),
  drill: z.string().nullable(),
  title: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  reasons: z.array(z.string()),
  stoppedBy: z.string().nullable(),
  live: z
    .strictObject({
      issuer: z.string(),
      restored: z
        .array(z.looseObject({ series: z.string(), kid: z.string(), outcome: z.string() }))
        .nullable(),
    })
    .nullable(),
  clock: z.enum(['real', 'virtual']),
  seed: count.nullable(),
  startedAtSeconds: seconds,
  endedAtSeconds: seconds,
  parties: count,
  clients: count,
  bars: z.array(z.strictObject({ bar: z.string(), figure, allowed: z.string(), met: z.boolean() })),
  figures,
  events: z.array(event),
  rejects: z.array(
    z.strictObject({
      atSeconds: seconds,
      kid: z.string(),
      party: count,
      ageSeconds: seconds,
      answer: z.enum(['refused', 'error']),
      code: z.string().nullable(),
    }),
  ),
  timeline,
});

export type ReportDocument = z.output<typeof reportSchema>;
