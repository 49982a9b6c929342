import type { Passage } from '../passage.js';
import { VerificationRejection } from '../rejection.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { JsonObject } from '../token/strict-json.js';
import type { OpenedParties } from './open-parties.js';
import type { IssuerParty } from './trust-path.js';

/** Where issuers are found: in a list, or by looking them up. */
export interface PartySources extends Pick<OpenedParties, 'attached'> {
  readonly parties: { get(issuer: string): readonly IssuerParty[] | undefined };
}

/**
 * The issuer by exact string, among the configured, and its path: nothing is fetched, normalised or matched by pattern
 * (RFC 8725 section 3.8). A token whose own `iss` is not configured may name its issuer by a plugged path.
 * @throws VerificationRejection issuer_missing, issuer_not_allowed, claim_invalid, trust_path_ambiguous,
 * crit_not_understood.
 */
export function selectParty(
  opened: PartySources,
  unverifiedHeader: UnverifiedHeader,
  unverifiedClaims: JsonObject,
  passage: Passage,
): IssuerParty {
  const { iss } = unverifiedClaims;
  if (iss !== undefined && typeof iss !== 'string')
    throw new VerificationRejection('claim_invalid', 'The claim "iss" is not a string.');
  passage.issuer = iss;
  const named = iss === undefined ? undefined : opened.parties.get(iss);
  const party =
    named === undefined
      ? findElsewhere(opened, unverifiedHeader)
      : choosePath(named, unverifiedHeader.members);
  if (party === undefined) throw refuseIssuer(iss);
  requireUnderstanding(unverifiedHeader, party);
  passage.issuer = party.settings.issuer;
  passage.path = party.trustPath;
  return party;
}

/** A path understands the member of its own name (RFC 7515 section 4.1.11). */
function requireUnderstanding({ critical }: UnverifiedHeader, { trustPath }: IssuerParty): void {
  if (critical.length > 0 && critical.some((name) => name !== trustPath.name))
    throw new VerificationRejection(
      'crit_not_understood',
      `The trust path ${trustPath.name} does not understand the critical members of the header.`,
    );
}

function refuseIssuer(iss: string | undefined): VerificationRejection {
  return iss === undefined
    ? new VerificationRejection('issuer_missing', 'The claim "iss" is missing.')
    : new VerificationRejection('issuer_not_allowed', 'The issuer of the token is not configured.');
}

function findElsewhere(
  { parties, attached }: PartySources,
  unverifiedHeader: UnverifiedHeader,
): IssuerParty | undefined {
  for (const [name, path] of attached) {
    if (!Object.hasOwn(unverifiedHeader.members, name)) continue;
    const issuer = path.unverifiedIssuerOf?.(unverifiedHeader);
    if (issuer === undefined) continue;
    const party = parties.get(issuer)?.find(({ trustPath }) => trustPath.name === name);
    if (party === undefined) throw refuseIssuer(issuer);
    return requireOnePath(party, unverifiedHeader.members);
  }
  return undefined;
}

/** Where an issuer has several paths, the header's member of a path's name decides; without any it is discovery. */
function choosePath(parties: readonly IssuerParty[], members: JsonObject): IssuerParty | undefined {
  const party =
    parties.length === 1
      ? parties[0]
      : (parties.find(({ trustPath }) => Object.hasOwn(members, trustPath.name)) ??
        parties.find(({ trustPath }) => trustPath.name === 'discovery') ??
        parties[0]);
  return party && requireOnePath(party, members);
}

/** The discovery path ignores both members; on the others a second one would be a second claim to be believed. */
function requireOnePath(party: IssuerParty, members: JsonObject): IssuerParty {
  if (party.trustPath.name !== 'discovery' && Object.hasOwn(members, 'x5c') && Object.hasOwn(members, 'jwc'))
    throw new VerificationRejection('trust_path_ambiguous', 'The header carries both "x5c" and "jwc".');
  return party;
}
