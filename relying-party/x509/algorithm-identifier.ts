import { DerReader, type DerValue, derTag } from './der.js';
import { readNull, readObjectIdentifier } from './der-values.js';

/** RFC 5280 section 4.1.1.2. */
export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: DerValue | undefined;
  readonly encoding: Uint8Array;
}

export function readAlgorithmIdentifier(value: DerValue): AlgorithmIdentifier {
  const reader = new DerReader(value);
  const oid = readObjectIdentifier(reader.next(derTag.objectIdentifier));
  const parameters = reader.isAtEnd ? undefined : reader.next();
  reader.finish();
  return { oid, parameters, encoding: value.encoding };
}

/** Parameters that are absent or NULL: both mean none where RFC 4055 section 5 or RFC 8017 allows NULL. */
export function hasNoParameters({ parameters }: AlgorithmIdentifier): boolean {
  if (parameters?.tag === derTag.null) readNull(parameters);
  return parameters === undefined || parameters.tag === derTag.null;
}
