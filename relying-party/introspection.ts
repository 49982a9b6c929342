import { IntrospectionFailure } from './introspection/introspection-failure.js';
import { introspectionLimits } from './introspection/introspection-limits.js';
import { type IntrospectionOptions, readIntrospection } from './introspection/introspection-options.js';
import { type Introspected, Introspector } from './introspection/introspector.js';
import { createKnownAnswers } from './introspection/known-answers.js';
import { VerificationRejection } from './rejection.js';
import type { CheckedToken, FurtherCheckPlug } from './trust/further-check.js';

export type { IntrospectionEndpoint } from './introspection/ask-endpoint.js';
export type { IntrospectionFailureCode } from './introspection/introspection-failure.js';
export type { IntrospectionOptions } from './introspection/introspection-options.js';
export type { ClientAuthentication } from './jwc/inner-source.js';
export type { FurtherCheckPlug } from './trust/further-check.js';

/**
 * Asks the issuer whether a token that verified still counts (RFC 7662), for
 * `createVerifier({ furtherChecks: [introspection({ … })], … })`. It can refuse and never accept: claims and rights stay
 * those that are signed. Of a chained JWT the inner is asked about.
 * @throws OptionRefusal when the verifier is created.
 */
export function introspection(options: IntrospectionOptions): FurtherCheckPlug {
  return {
    name: 'introspection',
    attach(site) {
      const settings = readIntrospection(options, site.settings.fetchRules.allowLoopback);
      const answers = createKnownAnswers(introspectionLimits.maxCachedAnswers);
      const introspectors = new Map<string, Introspector>();
      const open = (issuer: string): Introspector | null | undefined => {
        const known = introspectors.get(issuer);
        if (known !== undefined) return known;
        const endpoint = settings.endpointOf(issuer);
        if (endpoint === null || endpoint === undefined) return endpoint;
        const { cacheSeconds } = settings;
        const made = new Introspector({ issuer, endpoint, cacheSeconds, answers, site });
        const [oldest] = introspectors.keys();
        if (introspectors.size >= introspectionLimits.maxEndpoints && oldest !== undefined)
          introspectors.delete(oldest);
        introspectors.set(issuer, made);
        return made;
      };
      return async (checked) => {
        const introspector = open(checked.verified.issuer);
        if (introspector === null) return undefined;
        judge(
          introspector === undefined
            ? notConfigured()
            : await introspector.introspect(textOf(checked), checked.verified),
          settings.acceptWhenUnavailable && introspector !== undefined,
        );
        return undefined;
      };
    },
  };
}

/** The issuer knows the token that it issued: of a chained JWT, the one that the header carries. */
function textOf({ token, verified: { outer } }: CheckedToken): string {
  return typeof outer?.header.jwc === 'string' ? outer.header.jwc : token;
}

function notConfigured(): Introspected {
  const text = 'No endpoint is configured for the issuer; null, typed out, asks nobody.';
  return { failure: new IntrospectionFailure('introspection_not_configured', text), retryAfterSeconds: 60 };
}

function judge(introspected: Introspected, acceptWhenUnavailable: boolean): void {
  if ('isActive' in introspected) {
    if (introspected.isActive) return;
    throw new VerificationRejection('token_inactive', 'The issuer says that the token is not active.');
  }
  if (acceptWhenUnavailable) return;
  const { failure: cause, retryAfterSeconds } = introspected;
  throw new VerificationRejection(
    'introspection_unavailable',
    'The issuer cannot be asked about the token.',
    {
      cause,
      retryAfterSeconds,
    },
  );
}
