import type { Clock } from '@keyturn/shared/clock';
import { createEvents, type EventChannel, type VerifierEventName, type VerifierListener } from './events.js';
import { type Explanation, explainOutcome } from './explain.js';
import type { FetchDocument } from './fetch/door.js';
import type { KeySourceStatus } from './keys/key-source.js';
import { readExpectations } from './options/read-expectations.js';
import { readOptions } from './options/read-options.js';
import type { VerifierOptions } from './options.js';
import { type Passage, startPassage } from './passage.js';
import type { Platform } from './platform.js';
import { isRejection, locateRejection, type TrustPathName, type VerificationRejection } from './rejection.js';
import type { DecodeBase64url } from './token/base64url.js';
import type { Expectations } from './token/expectations.js';
import { createRememberedHeaders } from './token/remembered-headers.js';
import { defaultSizes, largestSizes } from './token/token-sizes.js';
import { openFurtherChecks } from './trust/further-check.js';
import { openParties } from './trust/open-parties.js';
import { readPlugs } from './trust/read-plugs.js';
import { createSharedKeys } from './trust/shared-keys.js';
import { createTokenCache } from './trust/token-cache.js';
import type { IssuerParty } from './trust/trust-path.js';
import type { VerifiedToken } from './trust/verified-token.js';
import { type VerifierParts, verifyToken } from './verifier.js';

export interface Verifier {
  /**
   * @param token the compact form, as received.
   * @param expected what the request for this very token said; nothing by default.
   * @throws VerificationRejection with a `code`, and the HTTP status it means.
   */
  verify(token: string, expected?: Expectations): Promise<VerifiedToken>;
  /** The verdict with every check's outcome. Same engine, no event; never throws for a token. */
  explain(token: string, expected?: Expectations): Promise<Explanation>;
  /** Adds a listener; the answer removes it. */
  on<N extends VerifierEventName>(name: N, listener: VerifierListener<N>): () => void;
  /**
   * Somebody says that the issuer's ring has this epoch. A hint to refetch its keys in the background, rate-limited as those
   * that tokens carry, and never a source of trust: the worst that a liar gets is a refetch now and then.
   */
  hintEpoch(issuer: string, epoch: number): void;
  /** Every issuer with the state of its keys. */
  status(): readonly IssuerStatus[];
  /**
   * Ends background work. Keys at hand serve the requests that still run for as long as they are fresh; then, and for a
   * key that is not among them, tokens are refused with `verifier_closed` (503). Nothing is fetched any more.
   */
  close(): void;
}

export interface IssuerStatus {
  readonly issuer: string;
  readonly trustPath: TrustPathName;
  readonly keys: KeySourceStatus;
}

/** What the verifier itself takes from the platform, beside what the key sources take. */
export interface VerifierPlatform extends Omit<Platform, 'fetchDocument'> {
  /** The door to the network whose deadlines go by this clock. */
  readonly createFetch: (clock: Clock) => FetchDocument;
  readonly decodeBase64url: DecodeBase64url;
}

/** Puts a verifier together for one platform. @throws OptionRefusal */
export function createVerifierOn(given: VerifierPlatform, options: VerifierOptions): Verifier {
  const settings = readOptions(options);
  const { clock = given.clock, waitUntil } = settings;
  const platform = { ...given, clock, waitUntil, fetchDocument: given.createFetch(clock) };
  const events = createEvents();
  const { keysOf, hintEpoch, close } = createSharedKeys(settings, platform, events.emit);
  const site = { platform, settings, emit: events.emit, keysOf };
  const plugs = readPlugs(options.trustPaths);
  const opened = openParties(plugs, site);
  const issuers =
    'attach' in options.issuers
      ? options.issuers.attach({ ...site, plugs, attached: opened.attached })
      : undefined;
  const parties = () => [...[...opened.parties.values()].flat(), ...(issuers?.parties() ?? [])];
  const parts: VerifierParts = {
    opened,
    issuers,
    headers: createRememberedHeaders(platform.decodeBase64url),
    decode: platform.decodeBase64url,
    signature: platform.signature,
    denylist: settings.denylist,
    further: openFurtherChecks(options.furtherChecks, site),
    sizes: largestSizes([defaultSizes, ...parties().map((party) => party.settings.sizes)]),
  };
  const { maxRememberedTokens } = settings;
  // `explain` shows every check, and so remembers none.
  const telling: VerifierParts = {
    ...parts,
    tell: (error: unknown, passage: Passage) => report(error, passage, events),
    tokens: maxRememberedTokens === undefined ? undefined : createTokenCache(maxRememberedTokens),
  };
  return {
    // Not async itself: one promise for each token is enough.
    verify(token, expected) {
      try {
        return verifyToken(telling, token, readExpectations(expected), startPassage(clock.nowSeconds()));
      } catch (fault) {
        return Promise.reject(fault);
      }
    },
    async explain(token, expected) {
      const passage = startPassage(clock.nowSeconds());
      const outcome = await verifyToken(parts, token, readExpectations(expected), passage).catch(
        keepRejection,
      );
      return explainOutcome(passage, outcome);
    },
    on: events.on,
    hintEpoch(issuer, epoch) {
      hintEpoch(issuer, epoch);
      issuers?.hintEpoch(issuer, epoch);
    },
    status: () => parties().map(describeParty),
    close() {
      close();
      issuers?.close();
    },
  };
}

function keepRejection(error: unknown): VerificationRejection {
  if (isRejection(error)) return error;
  throw error;
}

/** Says where the token was on its way. Anything but a rejection is a fault of ours and passes unchanged. */
function report(error: unknown, passage: Passage, { emit }: EventChannel): unknown {
  if (!isRejection(error)) return error;
  const { issuer, kid, path } = passage;
  const trustPath = path?.name;
  const rejection: VerificationRejection = locateRejection(error, { issuer, kid, trustPath });
  emit('token.refused', { code: rejection.code, issuer, kid, trustPath });
  return rejection;
}

function describeParty({ settings, trustPath }: IssuerParty): IssuerStatus {
  return { issuer: settings.issuer, trustPath: trustPath.name, keys: trustPath.describe() };
}
