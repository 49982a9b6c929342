import { X509Certificate } from 'node:crypto';
import { isRejection } from '../../relying-party/rejection.js';
import { readChain } from '../../relying-party/x5c/read-chain-header.js';
import { type Budget, budgetLimits, createBudget } from '../../relying-party/x509/budget.js';
import { type Certificate, readCertificate } from '../../relying-party/x509/certificate.js';
import { collectAnchors } from '../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../relying-party/x509/validate-chain.js';
import type { Chain } from './faulty-chains.js';
import { mintedAtSeconds } from './minted-certificates.js';
import { sampleRoot } from './x5c-samples.js';

const anchors = collectAnchors([readCertificate(sampleRoot.encoding)]);
const nodeRoot = new X509Certificate(sampleRoot.encoding);
const encode = (bytes: Buffer) => bytes.toString('base64');

/** What we say of a chain: `accepted` with the path, or the code of the refusal. Anything else fails the test. */
export interface OwnOpinion {
  readonly code: string;
  readonly path: readonly Certificate[];
  /** What is wrong with the form of a certificate of the pool, without which there may be another answer. */
  readonly unusable: string | undefined;
}

/** Ours under the sample root, as a header would bring the chain. */
export function ownOpinion({ leaf, pool }: Chain, budget: Budget = createBudget()): OwnOpinion {
  try {
    const read = readChain([leaf, ...pool].map(encode), false);
    const verdict = validateChain(
      {
        leaf: read.leaf,
        pool: read.others.filter((other) => other !== undefined),
        anchors,
        nowSeconds: mintedAtSeconds,
        rules: { ...defaultChainRules, purposes: null },
      },
      budget,
    );
    const unusable = read.unusable?.code;
    if ('path' in verdict) return { code: 'accepted', path: verdict.path, unusable };
    return { code: verdict.finding.code, path: [], unusable };
  } catch (error) {
    if (isRejection(error)) return { code: error.code, path: [], unusable: undefined };
    throw error;
  }
}

/** The same with less to spend: the same answer, or that it would take too much. Answers what was really spent. */
export function ownOpinionWithin(chain: Chain, signatures: number, steps: number) {
  const spent = { signatures: 0, steps: 0 };
  const budget = createBudget({ ...budgetLimits, signatures, steps });
  const { code } = ownOpinion(chain, {
    ...budget,
    spendStep() {
      budget.spendStep();
      spent.steps++;
    },
    spendSignature(key) {
      budget.spendSignature(key);
      spent.signatures++;
    },
  });
  return { code, spent };
}

/** Undefined where node cannot read the leaf, and has no opinion. */
export function isAcceptedByNode({ leaf, pool }: Chain): boolean | undefined {
  const read = readAsNode(leaf);
  if (read === undefined) return undefined;
  return leadsToRoot(read, [nodeRoot, ...pool.flatMap((bytes) => readAsNode(bytes) ?? [])]);
}

/** OpenSSL's reading, by way of node. */
export function readAsNode(bytes: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

/** Everything that node says of links: issued, signed, by an authority, each in its time. */
function leadsToRoot(subject: X509Certificate, issuers: readonly X509Certificate[]): boolean {
  if (!isInTime(subject)) return false;
  return issuers.some((issuer) => {
    if (issuer === subject || !issuer.ca || !isLink(subject, issuer)) return false;
    if (issuer === nodeRoot) return isInTime(issuer);
    return leadsToRoot(
      issuer,
      issuers.filter((other) => other !== issuer),
    );
  });
}

function isLink(subject: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function isInTime({ validFrom, validTo }: X509Certificate): boolean {
  const nowMilliseconds = mintedAtSeconds * 1000;
  return Date.parse(validFrom) <= nowMilliseconds && nowMilliseconds <= Date.parse(validTo);
}
