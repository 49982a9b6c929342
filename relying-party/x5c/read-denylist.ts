import { OptionRefusal } from '../options/option-refusal.js';
import { readBag, readText, readTexts } from '../options/read-option.js';
import { type Denylist, emptyDenylist, issuerSerial } from '../x509/denylist.js';

const hexSha256 = /^[0-9a-f]{64}$/;
const base64urlSha256 = /^[A-Za-z0-9_-]{43}$/;

/** @throws OptionRefusal */
export function readDenylist(value: unknown, at: string): Denylist {
  if (value === undefined) return emptyDenylist;
  const bag = readBag(value, at, ['certificateSha256', 'keySha256', 'keyThumbprints', 'issuerSerials']);
  return {
    certificates: readHashes(bag.certificateSha256, `${at}.certificateSha256`),
    keys: readHashes(bag.keySha256, `${at}.keySha256`),
    thumbprints: new Set(
      readList(bag.keyThumbprints, `${at}.keyThumbprints`).map((text) =>
        requireForm(text, base64urlSha256, `${at}.keyThumbprints`),
      ),
    ),
    issuerSerials: readIssuerSerials(bag.issuerSerials, `${at}.issuerSerials`),
  };
}

export function mergeDenylists(a: Denylist, b: Denylist): Denylist {
  return {
    certificates: new Set([...a.certificates, ...b.certificates]),
    keys: new Set([...a.keys, ...b.keys]),
    thumbprints: new Set([...a.thumbprints, ...b.thumbprints]),
    issuerSerials: new Set([...a.issuerSerials, ...b.issuerSerials]),
  };
}

/** An empty list is a list: whoever empties it means it. */
function readList(value: unknown, at: string): readonly string[] {
  return value === undefined || (Array.isArray(value) && value.length === 0) ? [] : readTexts(value, at);
}

function readHashes(value: unknown, at: string): ReadonlySet<string> {
  const texts = readList(value, at).map((text) => text.replaceAll(':', '').toLowerCase());
  return new Set(texts.map((text) => requireForm(text, hexSha256, at)));
}

function readIssuerSerials(value: unknown, at: string): ReadonlySet<string> {
  if (value === undefined) return new Set();
  if (!Array.isArray(value)) throw new OptionRefusal('option_invalid', at, 'must be a list.');
  return new Set(
    value.map((entry, index) => {
      const bag = readBag(entry, `${at}[${index}]`, ['issuer', 'serial']);
      const serial = readText(bag.serial, `${at}[${index}].serial`).replaceAll(':', '');
      return issuerSerial(
        readText(bag.issuer, `${at}[${index}].issuer`),
        requireForm(serial, /^[0-9a-f]+$/i, at),
      );
    }),
  );
}

function requireForm(text: string, form: RegExp, at: string): string {
  if (!form.test(text))
    throw new OptionRefusal('option_invalid', at, 'has an entry that is not of its form.');
  return text;
}
