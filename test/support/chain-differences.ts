import type { Certificate } from '../../relying-party/x509/certificate.js';
import { type OwnOpinion, readAsNode } from './chain-opinions.js';
import { mintedAtSeconds } from './minted-certificates.js';

type Path = readonly Certificate[];

/** Why we may accept what somebody else refuses: something that is looked up in the path. */
type Leniencies = Readonly<Record<string, (path: Path, theirs: string) => boolean>>;

const otherKeyIdentifier = (path: Path): boolean =>
  path.some(({ extensions }, at) => {
    const wanted = extensions.authorityKeyIdentifier?.keyIdentifier;
    const own = path[at + 1]?.extensions.subjectKeyIdentifier;
    return wanted !== undefined && own !== undefined && wanted !== own;
  });

const leniencies = {
  node: {
    'a key identifier is another’s': otherKeyIdentifier,
    'a name has an attribute that is no text': (path) =>
      path.some(({ encoding }) => readAsNode(Buffer.from(encoding)) === undefined),
    'the key of the leaf is no point': ([leaf]) => leaf !== undefined && !hasKey(leaf),
  },
  openssl: {
    'a key identifier is another’s': (path, theirs) => theirs.startsWith('20 ') && otherKeyIdentifier(path),
    'the last second of a certificate': (path, theirs) =>
      theirs.startsWith('10 ') && path.some(({ notAfterSeconds }) => notAfterSeconds === mintedAtSeconds),
    'the key of the leaf is no point': ([leaf], theirs) =>
      theirs.startsWith('1 ') && leaf !== undefined && !hasKey(leaf),
  },
} as const satisfies Record<string, Leniencies>;

/** Codes that may only say that the one certificate which would do is not of its form. */
const forWantOfAnother: ReadonlySet<string> = new Set(['x5c_untrusted', 'x5c_signature']);

/**
 * In what we differ from somebody else on one chain; undefined where we agree. What is accepted for none of the known
 * reasons is an answer of its own, which no exception covers.
 * @param theirs `accepted`, or what they have against it.
 */
export function differenceOf(
  { code, path, unusable }: OwnOpinion,
  judge: keyof typeof leniencies,
  theirs: string,
): string | undefined {
  const isAccepted = theirs === 'accepted';
  if ((code === 'accepted') === isAccepted) return undefined;
  if (isAccepted)
    return `refused by us alone: ${(forWantOfAnother.has(code) ? unusable : undefined) ?? code}`;
  const known = Object.entries<Leniencies[string]>(leniencies[judge]);
  const reason = known.find(([, holds]) => holds(path, theirs))?.[0];
  return `accepted by us alone: ${reason ?? `theirs: ${theirs}`}`;
}

function hasKey({ encoding }: Certificate): boolean {
  try {
    return readAsNode(Buffer.from(encoding))?.publicKey !== undefined;
  } catch {
    return false;
  }
}
