import { profiles } from '@keyturn/shared/profiles';
import { minPublishLeadSeconds, minRetentionSeconds } from '@keyturn/shared/rotation-bounds';
import { ExpiryOnlyTarget } from './expiry-only-target.js';
import { type OriginDrill, originDrill } from './origin-drill.js';
import { bothClasses, harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';
import { createVerifierTarget } from './verifier-target.js';

const { rotation, verifier } = profiles.drill;

/** How often parties look, by what the set promises, and for how long a key is left out of it. */
export interface OmissionTerms {
  readonly jwksMaxAgeSeconds: number;
  readonly omittedForSeconds: number;
}

/**
 * D04 (Azure AD, March 2021): a key is to be removed while tokens that it signed live, which is refused (I3); then the
 * served body omits it for ten seconds all the same, the ring untouched. Who has a copy goes on: a set that lost a key
 * without a higher epoch is not believed. Who takes whatever is served recovers when it is back.
 */
export function removedTooSoonFor({ jwksMaxAgeSeconds, omittedForSeconds }: OmissionTerms): OriginDrill {
  /** T, so long that tokens of the key live through all of it, and E, so long that copies do. */
  const maxTokenLifetimeSeconds = omittedForSeconds + jwksMaxAgeSeconds + 3;
  const staleSeconds = omittedForSeconds + 2 * verifier.maxBackoffSeconds;
  const own = {
    ...{ jwksMaxAgeSeconds, maxTokenLifetimeSeconds, staleSeconds },
    cachedAtMostSeconds: jwksMaxAgeSeconds + staleSeconds,
  };
  const terms = { ...rotation, ...own };
  const publishLeadSeconds = minPublishLeadSeconds(terms);
  const retentionSeconds = minRetentionSeconds(terms) + 1;
  const rotateAtSeconds = publishLeadSeconds + 1;
  /** When every party has the set of the rotation: a copy of before would take the shorter set for what the rotation made. */
  const omitAtSeconds = rotateAtSeconds + jwksMaxAgeSeconds + 0.5;
  return originDrill(
    {
      name: 'removed-too-soon',
      drill: 'D04',
      title: 'a key is removed while its tokens live: refused; then only the served set omits it',
      durationSeconds: rotateAtSeconds + 1 + maxTokenLifetimeSeconds,
      traffic: {
        ...tokenTraffic,
        presentAtSeconds: [0, maxTokenLifetimeSeconds / 2, maxTokenLifetimeSeconds - 1],
      },
      partyClasses: bothClasses,
      events: [
        { atSeconds: rotateAtSeconds, do: 'rotate', series: TOKEN_SERIES },
        {
          ...{ atSeconds: rotateAtSeconds + 0.25, do: 'retire', series: TOKEN_SERIES, refusedBy: 'I3' },
          toldToWait: { atLeastSeconds: retentionSeconds - 1, atMostSeconds: retentionSeconds },
        },
        {
          ...{ atSeconds: omitAtSeconds, do: 'poison-key-set', how: 'without-retiring' },
          forSeconds: omittedForSeconds,
          // A copy that was fetched just before its end lasts for M more.
          mayRefuse: {
            fromSeconds: 0,
            untilSeconds: omittedForSeconds + jwksMaxAgeSeconds + 0.5,
            partyClass: 'expiry-only',
          },
        },
      ],
      bars: { ...harmlessToTokens, unknownKids: Number.POSITIVE_INFINITY, knownKidWaits: 0 },
    },
    {
      issuer: {
        alg: TOKEN_SERIES,
        rotation: { ...own, publishLeadSeconds, retentionSeconds },
      },
      startTarget: (issuer, _party, stage, partyClass) =>
        partyClass === 'expiry-only'
          ? new ExpiryOnlyTarget(stage, issuer)
          : createVerifierTarget(stage, issuer, { staleIfErrorSeconds: staleSeconds }),
    },
  );
}

export const removedTooSoon = removedTooSoonFor({
  jwksMaxAgeSeconds: rotation.jwksMaxAgeSeconds,
  omittedForSeconds: 10,
});
