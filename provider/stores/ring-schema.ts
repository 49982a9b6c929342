import { z } from 'zod';
import type { JournalEntry } from '../ring/journal.js';
import type { FormerKey, KeyRing, KeySeries } from '../ring/key-ring.js';
import { seriesAlgorithms } from '../ring/key-ring.js';

const instantSeconds = z.number();
const durationSeconds = z.int().nonnegative();
const epoch = z.int().nonnegative();
const name = z.string().min(1);

const publicJwk = z.strictObject({
  kty: z.string(),
  kid: z.string().exactOptional(),
  alg: z.string().exactOptional(),
  use: z.string().exactOptional(),
  key_ops: z.array(z.string()).readonly().exactOptional(),
  crv: z.string().exactOptional(),
  x: z.string().exactOptional(),
  y: z.string().exactOptional(),
  n: z.string().exactOptional(),
  e: z.string().exactOptional(),
  x5c: z.array(z.string()).readonly().exactOptional(),
  x5t: z.string().exactOptional(),
  'x5t#S256': z.string().exactOptional(),
});

const terms = z.strictObject({
  publicationDelaySeconds: durationSeconds,
  serveStaleJwksSeconds: durationSeconds,
  jwksMaxAgeSeconds: durationSeconds,
  staleSeconds: durationSeconds,
  cachedAtMostSeconds: durationSeconds,
  refetchCooldownSeconds: durationSeconds,
  maxTokenLifetimeSeconds: durationSeconds,
  leewaySeconds: durationSeconds,
  maxClockOffsetSeconds: durationSeconds,
  signerLeaseSeconds: durationSeconds,
  publishLeadSeconds: durationSeconds,
  retentionSeconds: durationSeconds,
});

const generatedKey = { kid: name, alg: z.enum(seriesAlgorithms), publicJwk };

const history = {
  publishedAtSeconds: instantSeconds,
  activatedAtSeconds: instantSeconds.nullable(),
  demotedAtSeconds: instantSeconds.nullable(),
};

const ringKey = z.strictObject({
  ...generatedKey,
  ...history,
  state: z.enum(['standby', 'active', 'retiring', 'cold']),
  wrappedPrivateKey: name,
  // A ring from before there were cold standbys has none.
  sealedTo: name.exactOptional(),
  acknowledgedBy: z.array(name).readonly().exactOptional(),
  bornAtEpoch: epoch,
  inForce: terms,
});

/** One line of the history beside the ring. */
export const formerKeySchema = z.strictObject({
  ...generatedKey,
  ...history,
  series: name,
  state: z.enum(['removed', 'revoked']),
  endedAtSeconds: instantSeconds,
  reason: z.string().nullable(),
});

const keySeries = z
  .strictObject({ name, alg: z.enum(seriesAlgorithms), terms, keys: z.array(ringKey).readonly() })
  .refine(hasAtMostOne('active'), { path: ['keys'] })
  .refine(hasAtMostOne('standby'), { path: ['keys'] })
  .refine(
    ({ keys }) => keys.every(({ state, sealedTo }) => (state === 'cold') === (sealedTo !== undefined)),
    {
      path: ['keys'],
    },
  );

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** One line of the journal. Whether the chain holds is for its reader to judge. */
export const journalEntrySchema = z.strictObject({
  sequence: z.int().positive(),
  atSeconds: instantSeconds,
  epoch,
  actor: z.string(),
  verb: z.string(),
  series: z.string().nullable(),
  kid: z.string().nullable(),
  reason: z.string().nullable(),
  forced: z.array(z.string()).readonly(),
  previousHash: sha256Hex,
});

/** The stored form of a ring, member for member. Unknown members are refused: a newer program may have meant something by them. */
export const ringSchema = z
  .strictObject({
    format: z.literal(1),
    issuer: name,
    epoch,
    policyDigest: z.string(),
    formerTerms: z.array(z.strictObject({ endedAtSeconds: instantSeconds, terms })).readonly(),
    createdAtSeconds: instantSeconds,
    clockConfirmedAtEpoch: epoch.exactOptional(),
    series: z.array(keySeries).readonly(),
    former: z.array(formerKeySchema).readonly(),
    journal: z.strictObject({
      head: sha256Hex,
      length: z.int().nonnegative(),
      entries: z.array(journalEntrySchema).readonly(),
    }),
  })
  .refine(({ series }) => areUnique(series.map((each) => each.name)), { path: ['series'] })
  .refine(
    ({ series, former }) =>
      areUnique([...series.flatMap(({ keys }) => keys), ...former].map(({ kid }) => kid)),
    { path: ['former'] },
  );

function hasAtMostOne(state: 'active' | 'standby') {
  return ({ keys }: KeySeries) => keys.filter((key) => key.state === state).length <= 1;
}

function areUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** Every member present: a member that only one side knows must not pass for an optional one that is absent. */
type Whole<Form> = Form extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : Form extends object
    ? { readonly [Name in keyof Form]-?: Whole<Form[Name]> }
    : Form;
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type Matches<One, Other> = [Same<One, Other>, Same<Whole<One>, Whole<Other>>];
type Assert<Holds extends [true, true]> = Holds;

/** Fails to compile as soon as the schema and the ring's own types say different things. */
export type SchemaMatchesRing = [
  Assert<Matches<z.infer<typeof ringSchema>, KeyRing>>,
  Assert<Matches<z.infer<typeof journalEntrySchema>, JournalEntry>>,
  Assert<Matches<z.infer<typeof formerKeySchema>, FormerKey>>,
];
