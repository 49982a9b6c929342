import type { BatchObservableCallback, Meter } from '@opentelemetry/api';
import type { Verifier } from '../create-verifier.js';
import { attributeNames, metricNames } from './metric-names.js';

/** Shows how old the keys of each issuer are, and how many. The answer ends it. */
export function observeKeys(verifier: Pick<Verifier, 'status'>, meter: Meter): () => void {
  const age = meter.createObservableGauge(metricNames.keysAge, {
    description: 'Since the key set in use was generated.',
    unit: 's',
  });
  const count = meter.createObservableGauge(metricNames.keysCount, {
    description: 'Keys in use that have a kid.',
    unit: '{key}',
  });
  const observe: BatchObservableCallback = (result) => {
    for (const { issuer, trustPath, keys } of verifier.status()) {
      const attributes = { [attributeNames.issuer]: issuer, [attributeNames.trustPath]: trustPath };
      if (keys.ageSeconds !== undefined) result.observe(age, keys.ageSeconds, attributes);
      result.observe(count, keys.kids.length, attributes);
    }
  };
  meter.addBatchObservableCallback(observe, [age, count]);
  return () => meter.removeBatchObservableCallback(observe, [age, count]);
}
