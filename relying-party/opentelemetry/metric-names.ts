/** Names are contract. Beside them each event has a counter. */
export const metricNames = {
  duration: 'keyturn.verifier.duration',
  keysAge: 'keyturn.verifier.keys.age',
  keysCount: 'keyturn.verifier.keys.count',
} as const;

export const spanName = 'keyturn.verify';

export const attributeNames = {
  issuer: 'keyturn.issuer',
  trustPath: 'keyturn.trust_path',
  reason: 'keyturn.reason',
  /** The rejection's code, as the conventions of OpenTelemetry name it; of a fault of ours, `fault`. */
  code: 'error.type',
} as const;
