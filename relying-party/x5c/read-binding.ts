import { OptionRefusal } from '../options/option-refusal.js';
import { readBag, readChoice, readText, readTexts } from '../options/read-option.js';
import type { X5cBinding } from './options.js';

const names = ['san-uri', 'san-dns', 'spiffe', 'x509-hash', 'none'] as const;

/** @throws OptionRefusal */
export function readBinding(value: unknown, at: string): X5cBinding {
  if (value === undefined) return 'san-uri';
  if (typeof value === 'string') return readChoice(value, at, names);
  const { dns, subject, issuer, markers } = readBag(value, at, ['dns', 'subject', 'issuer', 'markers']);
  const given = [dns, subject, markers].filter((member) => member !== undefined);
  if (given.length !== 1 || (issuer !== undefined && subject === undefined))
    throw new OptionRefusal(
      'option_invalid',
      at,
      'must be a name, or one of dns, subject (with issuer) and markers.',
    );
  if (dns !== undefined) return { dns: readText(dns, `${at}.dns`) };
  if (markers !== undefined) return { markers: readMarkers(markers, `${at}.markers`) };
  return {
    subject: readText(subject, `${at}.subject`),
    ...(issuer === undefined ? {} : { issuer: readText(issuer, `${at}.issuer`) }),
  };
}

function readMarkers(value: unknown, at: string) {
  const { leaf, issuer } = readBag(value, at, ['leaf', 'issuer']);
  return {
    leaf: readTexts(leaf, `${at}.leaf`),
    issuer: issuer === undefined ? [] : readTexts(issuer, `${at}.issuer`),
  };
}
