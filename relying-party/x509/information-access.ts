import { DerReader, type DerValue, refuseDer } from './der.js';
import { readObjectIdentifier } from './der-values.js';
import { readGeneralName } from './general-names.js';

/** Where to ask about an issuer or subject (RFC 5280 section 4.2.2). Read for its form; nothing is ever fetched from there. */
export function readInformationAccess(value: DerValue): true {
  const descriptions = new DerReader(value).rest();
  if (descriptions.length === 0) throw refuseDer('an information access without a description');
  for (const description of descriptions) {
    const reader = new DerReader(description);
    readObjectIdentifier(reader.next());
    readGeneralName(reader.next());
    reader.finish();
  }
  return true;
}
