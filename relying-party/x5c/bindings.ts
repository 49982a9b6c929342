import type { Certificate } from '../x509/certificate.js';
import { certificateSha256 } from '../x509/fingerprints.js';
import type { GeneralName } from '../x509/general-names.js';
import { hostOfUri } from '../x509/name-syntax.js';
import { writeName } from '../x509/write-name.js';
import type { X5cBinding } from './options.js';
import { isSpiffeBound } from './spiffe-id.js';

/** What is to be tied together. */
export interface BoundParties {
  /** From the leaf to the anchor. */
  readonly path: readonly Certificate[];
  readonly leaf: Certificate;
  /** The configured issuer, which is the token's `iss`. */
  readonly issuer: string;
}

/** Whether the certificate may speak for the issuer. */
export type BindingCheck = (parties: BoundParties) => boolean;

const namesOf = ({ extensions }: Certificate, kind: 'uri' | 'dns'): readonly string[] =>
  (extensions.alternativeNames ?? [])
    .filter((name): name is Extract<GeneralName, { kind: 'uri' | 'dns' }> => name.kind === kind)
    .map(({ text }) => text);

/** A pattern never equals a host: an asterisk stands for itself. */
const bearsHost = (leaf: Certificate, host: string): boolean =>
  namesOf(leaf, 'dns').some((name) => name.toLowerCase() === host.toLowerCase());

/** The bindings that speak of the issuer's name. */
const namedBindings: Readonly<Record<Extract<X5cBinding, string>, BindingCheck>> = {
  'san-uri': ({ leaf, issuer }) => namesOf(leaf, 'uri').includes(issuer),
  'san-dns': ({ leaf, issuer }) => {
    const host = issuer.startsWith('https://') ? hostOfUri(issuer) : undefined;
    return host !== undefined && bearsHost(leaf, host);
  },
  spiffe: ({ leaf, path, issuer }) =>
    isSpiffeBound(namesOf(leaf, 'uri'), issuer, namesOf(path.at(-1) ?? leaf, 'uri')),
  'x509-hash': ({ leaf, issuer }) =>
    issuer.replace(/^x509_hash:/, '') === Buffer.from(certificateSha256(leaf), 'hex').toString('base64url'),
  none: () => true,
};

/** The check that an option names, which has been read before. */
export function bindingOf(binding: X5cBinding): BindingCheck {
  if (typeof binding === 'string') return namedBindings[binding];
  if ('dns' in binding) return ({ leaf }) => bearsHost(leaf, binding.dns);
  if ('markers' in binding) {
    const { leaf: ofLeaf, issuer: ofIssuer } = binding.markers;
    return ({ leaf, path }) => bearsMarkers(leaf, ofLeaf) && bearsMarkers(path[1], ofIssuer);
  }
  return ({ leaf }) =>
    writeName(leaf.subject) === binding.subject &&
    (binding.issuer === undefined || writeName(leaf.issuer) === binding.issuer);
}

function bearsMarkers(certificate: Certificate | undefined, oids: readonly string[]): boolean {
  return oids.every((oid) => certificate?.extensions.oids.has(oid) === true);
}

/** Whether the binding ties the certificate to something else than the token's `iss`. */
export function worksWithoutIssuer(binding: X5cBinding): boolean {
  return binding === 'none' || typeof binding !== 'string';
}
