import { X509Certificate } from 'node:crypto';
import { isRejection } from '../../relying-party/rejection.js';
import {
  type Certificate,
  isCertificateAuthority,
  readCertificate,
} from '../../relying-party/x509/certificate.js';
import { collectAnchors } from '../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../relying-party/x509/validate-chain.js';
import { mintedAtSeconds } from './minted-certificates.js';
import { sampleRoot } from './x5c-samples.js';

const anchors = collectAnchors([readCertificate(sampleRoot.encoding)]);
const nodeRoot = new X509Certificate(sampleRoot.encoding);

/** What reading answers: a value, or one of our own codes. Anything else fails the test. */
export function codeOf(run: () => unknown): string {
  try {
    run();
    return 'read';
  } catch (error) {
    if (isRejection(error)) return error.code;
    throw error;
  }
}

/** Ours on a certificate alone under the sample root: `accepted`, or the code of the refusal. */
export function ourVerdict(bytes: Buffer): string {
  let code = 'accepted';
  const refused = codeOf(() => {
    const leaf = readCertificate(bytes);
    const rules = { ...defaultChainRules, purposes: null };
    const verdict = validateChain({ leaf, pool: [], anchors, nowSeconds: mintedAtSeconds, rules });
    if ('finding' in verdict) code = verdict.finding.code;
  });
  return refused === 'read' ? code : refused;
}

/**
 * Ours beside node's on one certificate: undefined where they agree or node has none, otherwise in what they differ.
 * `refused: CODE` is a certificate that node reads, and that we refuse to read.
 */
export function differenceToNode(bytes: Buffer): string | undefined {
  const node = readAsNode(bytes);
  let own: Certificate | undefined;
  const code = codeOf(() => {
    own = readCertificate(bytes);
  });
  if (own === undefined) return node === undefined ? undefined : `refused: ${code}`;
  if (node === undefined) return 'read by us alone';
  return factNames.find((name) => !facts[name](own as Certificate, node));
}

/** What node has against a certificate that we accept under the sample root; undefined where it has nothing. */
export function objectionOfNode(bytes: Buffer): string | undefined {
  const node = readAsNode(bytes);
  if (node === undefined) return 'read by us alone';
  if (!node.verify(nodeRoot.publicKey)) return 'accepted, and not signed';
  return node.checkIssued(nodeRoot) ? undefined : 'accepted, and signed, by us alone';
}

function readAsNode(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

const facts = {
  bytes: (own, node) => node.raw.equals(own.encoding),
  serial: (own, node) => BigInt(`0x${own.serial}`) === BigInt(`0x${node.serialNumber}`),
  'not before': (own, node) => own.notBeforeSeconds * 1000 === Date.parse(node.validFrom),
  'not after': (own, node) => own.notAfterSeconds * 1000 === Date.parse(node.validTo),
  // Node asks for the usage as well.
  authority: (own, node) =>
    (isCertificateAuthority(own) && own.extensions.keyUsage?.has('keyCertSign') !== false) === node.ca,
  key: (own, node) => hasSameKey(own, node),
} satisfies Record<string, (own: Certificate, node: X509Certificate) => boolean>;

const factNames = Object.keys(facts) as (keyof typeof facts)[];

/** Node reads a key when it is asked for; a point that is on no curve is found out only then, here when it is used. */
function hasSameKey(own: Certificate, node: X509Certificate): boolean {
  try {
    return node.publicKey.export({ format: 'der', type: 'spki' }).equals(own.key.encoding);
  } catch {
    return true;
  }
}
