import { type Denylist, refuseDenied } from './denylist/denylist.js';
import type { IssuerSettings } from './options/read-issuer.js';
import type { Passage } from './passage.js';
import { VerificationRejection } from './rejection.js';
import { findSigner, type SignedInput } from './signature/find-signer.js';
import type { SignatureSeam, VerificationKey } from './signature/seam.js';
import type { DecodeBase64url } from './token/base64url.js';
import { checkAudience } from './token/check-audience.js';
import { checkBinding, type ShownHolder } from './token/check-binding.js';
import { checkTimes } from './token/check-times.js';
import { checkSizes, readCompactForm } from './token/compact-form.js';
import { checkExpectations, type Expectations } from './token/expectations.js';
import type { UnverifiedHeader } from './token/header.js';
import { checkAlgorithm, checkProfileClaims, checkType } from './token/profiles.js';
import { readSignature } from './token/read-signature.js';
import type { RememberedHeaders } from './token/remembered-headers.js';
import { type JsonObject, readJsonSegment } from './token/strict-json.js';
import type { TokenSizes } from './token/token-sizes.js';
import type { FurtherChecks } from './trust/further-check.js';
import type { AttachedIssuers } from './trust/issuer-source.js';
import type { OpenedParties } from './trust/open-parties.js';
import { recallToken } from './trust/recall-token.js';
import { selectParty } from './trust/select-party.js';
import type { RememberedToken, TokenCache } from './trust/token-cache.js';
import type { TrustPath } from './trust/trust-path.js';
import type { VerifiedToken } from './trust/verified-token.js';

export interface VerifierParts {
  readonly opened: OpenedParties;
  /** Where issuers are looked up and not listed. */
  readonly issuers?: Pick<AttachedIssuers, 'select' | 'holds'> | undefined;
  readonly headers: RememberedHeaders;
  readonly decode: DecodeBase64url;
  readonly signature: SignatureSeam;
  readonly denylist: Denylist;
  readonly sizes: TokenSizes;
  /** What is asked beyond the token itself; left out, nothing is. */
  readonly further?: FurtherChecks | undefined;
  /** Verified tokens that are remembered; left out, none is. */
  readonly tokens?: TokenCache | undefined;
  /** What a refusal is told as; left out, as it is. */
  readonly tell?: (error: unknown, passage: Passage) => unknown;
}

/**
 * The order of work, from cheap and local to the network. Each step notes its name in the passage, which is all that
 * `explain` needs: there is no second engine. Where nothing has to be fetched, nothing is awaited.
 * @throws VerificationRejection
 */
export async function verifyToken(
  parts: VerifierParts,
  unverifiedToken: unknown,
  expected: Expectations | undefined,
  passage: Passage,
): Promise<VerifiedToken> {
  try {
    const remembered = recall(parts, unverifiedToken, expected, passage);
    const recalled = remembered instanceof Promise ? await remembered : remembered;
    if (recalled !== undefined) return recalled;

    const form = readCompactForm(unverifiedToken, parts.sizes);

    passage.check = 'header';
    const header = parts.headers.read(form.headerSegment);
    passage.kid = header.kid;

    passage.check = 'claims';
    const claims = readJsonSegment(form.payloadSegment, 'claims', parts.decode);

    passage.check = 'issuer';
    const selected =
      parts.issuers?.select(header, claims, passage) ?? selectParty(parts.opened, header, claims, passage);
    const party = selected instanceof Promise ? await selected : selected;
    const { settings, trustPath } = party;

    checkSizes(form, settings.sizes);
    checkUnverified(header, claims, settings, passage, expected?.holder);

    passage.check = 'signatureForm';
    const signature = readSignature(form.signatureSegment, header.alg, parts.decode);
    const signed: SignedInput = { alg: header.alg, signingInput: form.signingInput, signature };

    passage.check = 'key';
    const found = trustPath.find(header, claims, passage.nowSeconds);
    const candidates = found instanceof Promise ? await found : found;

    passage.check = 'signature';
    const signer = findSigner(parts.signature, candidates, signed);
    const key =
      (signer instanceof Promise ? await signer : signer) ??
      (await findLateSigner(parts.signature, trustPath, header, claims, signed, passage.nowSeconds));

    // From here on header and claims are what the key's owner wrote.
    const verified: VerifiedToken = {
      claims,
      header: header.members,
      trustPath: trustPath.name,
      issuer: settings.issuer,
      kid: key.kid ?? header.kid,
      alg: key.alg,
      keyThumbprint: key.thumbprint,
    };
    passage.check = 'revocation';
    refuseDenied(parts.denylist, verified);
    passage.check = 'expectations';
    if (expected !== undefined) await checkExpectations(claims, expected, key.alg, parts.signature);
    const concluded = trustPath.conclude?.(verified, key, passage.nowSeconds) ?? verified;
    const result = concluded instanceof Promise ? await concluded : concluded;
    const token = unverifiedToken as string;
    if (parts.further !== undefined) await parts.further({ token, verified: result, settings }, passage);
    parts.tokens?.keep({ token, party, header, verified });
    parts.headers.remember(form.headerSegment, header);
    trustPath.learn(header);
    return result;
  } catch (error) {
    throw parts.tell === undefined ? error : parts.tell(error, passage);
  }
}

/** What is found of a token that was verified before; what a request says of its own token is checked with all the rest. */
function recall(
  { tokens, denylist, further, issuers }: VerifierParts,
  unverifiedToken: unknown,
  expected: Expectations | undefined,
  passage: Passage,
): VerifiedToken | undefined | Promise<VerifiedToken | undefined> {
  const isAboutClaims = expected?.nonce !== undefined || expected?.accessToken !== undefined;
  if (tokens === undefined || isAboutClaims || typeof unverifiedToken !== 'string') return undefined;
  const remembered = tokens.find(unverifiedToken);
  if (remembered !== undefined && issuers?.holds(remembered.party) === false) return undefined;
  const recalled = remembered && recallToken(tokens, denylist, remembered, passage, expected?.holder);
  if (further === undefined || remembered === undefined || recalled === undefined) return recalled;
  return checkRecalled(further, remembered, recalled, passage);
}

async function checkRecalled(
  further: FurtherChecks,
  { token, party: { settings } }: RememberedToken,
  recalled: VerifiedToken | Promise<VerifiedToken | undefined>,
  passage: Passage,
): Promise<VerifiedToken | undefined> {
  const verified = await recalled;
  if (verified !== undefined) await further({ token, verified, settings }, passage);
  return verified;
}

/** What can be refused without a key. Passing it proves nothing: whoever sent the token wrote these claims. */
function checkUnverified(
  unverifiedHeader: UnverifiedHeader,
  unverifiedClaims: JsonObject,
  settings: IssuerSettings,
  passage: Passage,
  shown: ShownHolder | undefined,
): void {
  passage.check = 'algorithm';
  checkAlgorithm(unverifiedHeader, settings.algorithms);
  passage.check = 'type';
  checkType(unverifiedHeader.typ, settings.profile);
  passage.check = 'audience';
  checkAudience(unverifiedClaims, settings.audiences);
  passage.check = 'times';
  checkTimes(unverifiedClaims, passage.nowSeconds, settings.times);
  passage.check = 'profile';
  checkProfileClaims(unverifiedClaims, settings.profile, settings.audiences);
  passage.check = 'binding';
  checkBinding(unverifiedClaims, settings.profile, shown);
}

/** A key may have been replaced under its kid since: once more, with what a refetch brings. */
async function findLateSigner(
  seam: SignatureSeam,
  trustPath: TrustPath,
  header: UnverifiedHeader,
  unverifiedClaims: JsonObject,
  signed: SignedInput,
  nowSeconds: number,
): Promise<VerificationKey> {
  const candidates = await trustPath.findAfterFailure(header, unverifiedClaims, nowSeconds);
  const signer = candidates === undefined ? undefined : await findSigner(seam, candidates, signed);
  if (signer === undefined)
    throw new VerificationRejection('signature_invalid', 'The signature does not verify.');
  return signer;
}
