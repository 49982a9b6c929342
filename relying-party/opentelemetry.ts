import { type Clock, systemClock } from '@keyturn/shared/clock';
import type { Attributes, Histogram, Meter, Span, Tracer } from '@opentelemetry/api';
import type { Verifier } from './create-verifier.js';
import { countEvents } from './opentelemetry/count-events.js';
import { attributeNames, metricNames, spanName } from './opentelemetry/metric-names.js';
import { observeKeys } from './opentelemetry/observe-keys.js';
import { isRejection } from './rejection.js';
import type { VerifiedToken } from './trust/verified-token.js';

export interface InstrumentOptions {
  /** `metrics.getMeter('…')` of `@opentelemetry/api`. Default: no metric. */
  readonly meter?: Meter;
  /** `trace.getTracer('…')` of `@opentelemetry/api`. Default: no span. */
  readonly tracer?: Tracer;
  /** What durations are measured by. Default: the system's clock. */
  readonly clock?: Clock;
}

/**
 * The same verifier, with metrics and a span for each token. No token, no key and nothing that only a token claims gets into
 * an attribute. `close` ends it with the verifier.
 */
export function instrumentVerifier(verifier: Verifier, options: InstrumentOptions): Verifier {
  const { meter, tracer, clock = systemClock } = options;
  const stops = meter === undefined ? [] : [countEvents(verifier, meter), observeKeys(verifier, meter)];
  const histogram = meter?.createHistogram(metricNames.duration, {
    description: 'How long a token took, refused ones included.',
    unit: 's',
    // From a token that was seen before to one that waits for a provider.
    advice: {
      explicitBucketBoundaries: [5e-6, 2e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 5e-3, 0.025, 0.1, 0.5, 1, 5],
    },
  });
  const measure = async (
    verify: () => Promise<VerifiedToken>,
    span: Span | undefined,
  ): Promise<VerifiedToken> => {
    const startedAt = clock.monotonicMilliseconds();
    const end = (attributes: Attributes, isOurFault: boolean) => {
      record(histogram, (clock.monotonicMilliseconds() - startedAt) / 1000, attributes);
      span?.setAttributes(attributes);
      if (isOurFault) span?.setStatus({ code: spanStatusError });
      span?.end();
    };
    try {
      const token = await verify();
      end({ [attributeNames.issuer]: token.issuer, [attributeNames.trustPath]: token.trustPath }, false);
      return token;
    } catch (error) {
      const known = isRejection(error);
      // A token that is refused is no error of this service: 503 and faults are.
      end({ [attributeNames.code]: known ? error.code : 'fault' }, !known || error.status === 503);
      throw error;
    }
  };
  return {
    ...verifier,
    verify: (token, expected) =>
      tracer === undefined
        ? measure(() => verifier.verify(token, expected), undefined)
        : tracer.startActiveSpan(spanName, (span) => measure(() => verifier.verify(token, expected), span)),
    close() {
      for (const stop of stops) stop();
      verifier.close();
    },
  };
}

/** `SpanStatusCode.ERROR`: the package is needed for its types alone. */
const spanStatusError = 2;

function record(histogram: Histogram | undefined, seconds: number, attributes: Attributes): void {
  histogram?.record(seconds, attributes);
}
