import type { IssuerOptions, VerifierOptions } from '@keyturn/relying-party';
import { UsageError } from './usage-error.js';

/** The flags of `keyturn verify`, as commander gives them. */
export interface VerifyFlags {
  readonly config?: string;
  readonly issuer?: string;
  readonly audience?: readonly string[];
  readonly audienceAny?: true;
  readonly profile?: string;
  readonly chain?: true;
  readonly metadata?: string;
  readonly now?: number;
  readonly allowLoopback?: true;
  readonly allowPrivateNetwork?: true;
  readonly explain?: true;
  readonly json?: true;
}

type Bag = Readonly<Record<string, unknown>>;

/**
 * The verifier's options: those of the file, with the flags over them. `--issuer` picks one issuer of the file or names
 * one of its own. Pure; what the values mean is checked by `createVerifier`. Throws UsageError.
 */
export function verifierOptions(file: Bag, flags: VerifyFlags): VerifierOptions {
  const listed = Array.isArray(file.issuers) ? file.issuers : [];
  const chosen = flags.issuer === undefined ? listed : [pickIssuer(listed, flags.issuer)];
  if (chosen.length === 0 && file.issuers === undefined)
    throw new UsageError(
      'name the issuer whose tokens are accepted: --issuer URL, or --config FILE with issuers',
    );
  const issuers = chosen.map((issuer) => applyFlags(issuer, flags));
  const options = {
    ...file,
    issuers,
    ...(flags.allowLoopback === true ? { allowLoopback: true } : {}),
    ...(flags.allowPrivateNetwork === true ? { allowPrivateNetwork: true } : {}),
  };
  // The file may hold anything: createVerifier reads every option as unknown and refuses what is wrong.
  return options as VerifierOptions;
}

function pickIssuer(listed: readonly unknown[], issuer: string): unknown {
  return listed.find((each) => isBag(each) && each.issuer === issuer) ?? { issuer };
}

function applyFlags(issuer: unknown, flags: VerifyFlags): IssuerOptions {
  const base = isBag(issuer) ? issuer : {};
  const { audience, audienceAny, profile, chain, metadata } = flags;
  if (audience !== undefined && audienceAny === true)
    throw new UsageError('--audience and --audience-any contradict each other');
  if (audience === undefined && audienceAny !== true && base.audience === undefined)
    throw new UsageError(
      'say whom the token must be for: --audience A; to check none, type out --audience-any',
    );
  const overrides = {
    ...(audience === undefined ? {} : { audience }),
    ...(audienceAny === true ? { audience: null } : {}),
    ...(profile === undefined ? {} : { profile }),
    ...(metadata === undefined ? {} : { discovery: { metadata } }),
    // The keys of its inners are the issuer's own, unless the file says otherwise.
    ...(chain === true ? { trustPath: 'jwc', jwc: base.jwc ?? { innerIssuer: base.issuer } } : {}),
  };
  return { ...base, ...overrides } as IssuerOptions;
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
