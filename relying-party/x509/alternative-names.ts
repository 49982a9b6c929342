import { VerificationRejection } from '../rejection.js';
import type { DerValue } from './der.js';
import { isEmptyName } from './distinguished-name.js';
import { type GeneralName, readGeneralNames } from './general-names.js';
import { isAbsoluteUri, isDnsPattern, isIpAddress, readMailbox } from './name-syntax.js';

/**
 * The subject's alternative names, each of the syntax of its kind: a name that two programs read in two ways is no
 * name (RFC 5280 section 4.2.1.6).
 * @throws VerificationRejection x5c_alternative_name, x5c_der.
 */
export function readAlternativeNames(value: DerValue): readonly GeneralName[] {
  const names = readGeneralNames(value);
  const wrong = names.find((name) => !isWellFormed(name));
  if (wrong !== undefined)
    throw new VerificationRejection(
      'x5c_alternative_name',
      `An alternative name of kind "${wrong.kind}" is not of its syntax.`,
    );
  return names;
}

function isWellFormed(name: GeneralName): boolean {
  if (name.kind === 'dns') return isDnsPattern(name.text);
  if (name.kind === 'email') return readMailbox(name.text) !== undefined;
  if (name.kind === 'uri') return isAbsoluteUri(name.text);
  if (name.kind === 'ip') return isIpAddress(name.octets);
  return name.kind !== 'directory' || !isEmptyName(name.name);
}
