import { z } from 'zod';
import { type Replacement, replacements } from '../ring/decide-revocation.js';
import type { RingRequest } from '../ring/ring-request.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';

interface AnyKeyRequest {
  /** Which issuer; may be left out where there is one. */
  readonly issuer?: string | undefined;
  /** Say what it would do, and change nothing. */
  readonly plan?: boolean | undefined;
}

/** What may be asked of the keys of a ring, by verb. Without `series`: of each. `force` holds the reason, for the journal. */
export interface KeyRequests {
  readonly prepare: AnyKeyRequest & { readonly series?: string | undefined };
  readonly rotate: AnyKeyRequest & {
    readonly series?: string | undefined;
    readonly force?: string | undefined;
  };
  /** Of one series, by default the first; to the key that signed last, or to one by name. */
  readonly rollback: AnyKeyRequest & {
    readonly series?: string | undefined;
    readonly kid?: string | undefined;
  };
  readonly retire: AnyKeyRequest & { readonly kid: string; readonly force?: string | undefined };
  /** O3: the clock is right, after a step of it was seen. */
  readonly 'confirm-clock': AnyKeyRequest & { readonly reason: string };
  /** `reason` may be left out of a plan alone. */
  readonly revoke: AnyKeyRequest & {
    readonly kid: string;
    readonly replaceWith: Replacement;
    readonly reason?: string | undefined;
  };
  /** A party that never fetches has this key. */
  readonly acknowledge: AnyKeyRequest & { readonly party: string; readonly kid: string };
}

export type KeyVerb = keyof KeyRequests;

const series = z.string().min(1).max(128).optional();
const kid = z.string().min(1).max(256);
/** Why, for the journal. */
export const reasonSchema = z.string().trim().min(1).max(500);
const reason = reasonSchema.optional();
const common = { issuer: z.string().max(2048).optional(), plan: z.boolean().optional() };

/** The same as it is checked where it comes in. */
export const keyRequestSchemas: { readonly [Verb in KeyVerb]: z.ZodType<KeyRequests[Verb]> } = {
  prepare: z.strictObject({ ...common, series }),
  rotate: z.strictObject({ ...common, series, force: reason }),
  rollback: z.strictObject({ ...common, series, kid: kid.optional() }),
  retire: z.strictObject({ ...common, kid, force: reason }),
  'confirm-clock': z.strictObject({ ...common, reason: reasonSchema }),
  revoke: z
    .strictObject({ ...common, kid, replaceWith: z.enum(replacements), reason })
    .refine((asked) => asked.plan === true || asked.reason !== undefined),
  acknowledge: z.strictObject({ ...common, party: z.string().min(1).max(64), kid }),
};

/** A request to one series, or to one key: `series` is null then. */
export interface NamedRequest {
  readonly series: string | null;
  readonly request: RingRequest;
}

type Readers = {
  readonly [Verb in KeyVerb]: (ring: IssuerRing, asked: KeyRequests[Verb]) => readonly NamedRequest[];
};

const readers: Readers = {
  prepare: (ring, asked) =>
    namesOf(ring, asked.series).map((name) => ({
      series: name,
      request: { verb: 'prepare', series: ring.verbs.series(name) },
    })),
  rotate: (ring, asked) =>
    namesOf(ring, asked.series).map((name) => ({
      series: name,
      request: { verb: 'rotate', series: ring.verbs.series(name), force: forceOf(asked.force) },
    })),
  rollback: (ring, asked) => {
    const [name = ''] = namesOf(ring, asked.series);
    return [
      { series: name, request: { verb: 'roll-back', series: ring.verbs.series(name), kid: asked.kid } },
    ];
  },
  retire: (_, asked) => [
    { series: null, request: { verb: 'retire', kid: asked.kid, force: forceOf(asked.force) } },
  ],
  'confirm-clock': (_, asked) => [{ series: null, request: { verb: 'confirm-clock', reason: asked.reason } }],
  revoke: (_, asked) => {
    const { kid: revoked, replaceWith, reason: why = '' } = asked;
    const unsealed = asked.plan === true ? 'later' : undefined;
    return [{ series: null, request: { verb: 'revoke', kid: revoked, replaceWith, reason: why, unsealed } }];
  },
  acknowledge: (_, asked) => [
    { series: null, request: { verb: 'acknowledge', party: asked.party, kid: asked.kid } },
  ],
};

/** The requests that a verb stands for, in the order in which they are done. Throws RingError `series_unknown`. */
export function readKeyRequest<Verb extends KeyVerb>(
  ring: IssuerRing,
  verb: Verb,
  asked: KeyRequests[Verb],
): readonly NamedRequest[] {
  return readers[verb](ring, asked);
}

function namesOf(ring: IssuerRing, name: string | undefined): readonly string[] {
  return name === undefined ? ring.policy.series.map((each) => each.name) : [name];
}

function forceOf(why: string | undefined): { reason: string } | undefined {
  return why === undefined ? undefined : { reason: why };
}
