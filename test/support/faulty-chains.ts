import { sign } from 'node:crypto';
import fc from 'fast-check';
import { chainFaults, type ExtensionSlot, type Fault, type FaultName, faultNames } from './chain-faults.js';
import { bits, sequence } from './der-writer.js';
import {
  alternativeNames,
  basicConstraints,
  ecdsaSha256,
  type KeyPair,
  keyIdentifiers,
  keyUsage,
  type Minted,
  mint,
  newKey,
  uriName,
} from './minted-certificates.js';
import { type Mutation, mutate, mutations, replacements } from './mutated-bytes.js';
import { sampleRoot, signedPartOf } from './x5c-samples.js';

/** How a chain departs from a good one. Level 0 is the leaf. */
export interface ChainShape {
  /** Authorities between leaf and root. */
  readonly intermediates: number;
  readonly faults: readonly (readonly [level: number, name: FaultName])[];
  /** Changes of octets, of what is signed, which is signed all the same, or of the whole. */
  readonly bytes: readonly [level: number, list: readonly Mutation[], isSigned: boolean] | undefined;
  /** Where each certificate of the pool comes from, by level; some may be missing, some there twice. */
  readonly pool: readonly number[] | undefined;
}

export interface Chain {
  readonly leaf: Buffer;
  readonly pool: readonly Buffer[];
}

export const maxIntermediates = 3;

/** Keys are made once: by level, and one that is nobody's. */
const keys = Array.from({ length: maxIntermediates + 1 }, newKey);
const spkis = keys.map(({ publicKey }) => publicKey.export({ format: 'der', type: 'spki' }));
const nobodysKey = newKey();

export const noFault: ChainShape = { intermediates: 2, faults: [], bytes: undefined, pool: undefined };

/** Each fault alone at each level of a chain of two authorities: the same in every run. */
export const singleFaults: readonly ChainShape[] = faultNames.flatMap((name) =>
  [0, 1, 2].map((level) => ({ ...noFault, faults: [[level, name]] as const })),
);

const level = fc.nat({ max: maxIntermediates });

/** Chains with up to three faults, some with changed octets, some in disorder. */
export const chainShapes: fc.Arbitrary<ChainShape> = fc.record({
  intermediates: level,
  faults: fc.array(fc.tuple(level, fc.constantFrom(...faultNames)), { maxLength: 3, size: 'max' }),
  bytes: mostlyNot(fc.tuple(level, fc.oneof(replacements, mutations), fc.boolean())),
  pool: mostlyNot(fc.array(level, { maxLength: 5 })),
});

/** In one case of four: what is wrong twice over hides what it would show alone. */
function mostlyNot<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

export function buildChain({ intermediates, faults, bytes, pool }: ChainShape): Chain {
  const certificates: Buffer[] = [];
  let by: Minted = sampleRoot;
  for (let at = intermediates; at >= 0; at--) {
    const own: Fault[] = faults
      .filter(([faulty]) => Math.min(faulty, intermediates) === at)
      .map(([, name]) => chainFaults[name]);
    const mutation = bytes !== undefined && Math.min(bytes[0], intermediates) === at ? bytes : undefined;
    const made = mintFaulty(at, by, own, mutation);
    certificates[at] = made.encoding;
    by = made;
  }
  const [leaf = Buffer.of(), ...others] = certificates;
  return { leaf, pool: pool === undefined ? others : pool.flatMap((from) => others[from] ?? []) };
}

const rootIdentifier = 'root';
const identifierOf = (at: number) => `level ${at}`;

function mintFaulty(
  at: number,
  by: Minted,
  faults: readonly Fault[],
  mutation: NonNullable<ChainShape['bytes']> | undefined,
): Minted {
  const key: KeyPair = keys[at] ?? nobodysKey;
  const slots: Record<ExtensionSlot, readonly Buffer[]> = {
    ...goodExtensions(at, by === sampleRoot ? rootIdentifier : identifierOf(at + 1)),
    ...Object.assign({}, ...faults.map(({ extensions }) => extensions)),
  };
  const signer = faults.some(({ isForged }) => isForged) ? nobodysKey : by.key;
  const made = mint({
    subject: faults.some(({ isSelfIssued }) => isSelfIssued) ? by.subject : `Sample name ${at}`,
    key,
    spki: spkis[at] ?? Buffer.of(),
    by: { ...by, key: signer },
    extensions: Object.values(slots).flat(),
    ...Object.assign({}, ...faults.map(({ plan }) => plan)),
  });
  const edits = faults.flatMap(({ edit }) => edit ?? []);
  if (mutation?.[2] === true) edits.push((signed) => mutate(signed, mutation[1]));
  let { encoding } = made;
  if (edits.length > 0) {
    const signed = edits.reduce((now, edit) => edit(now), signedPartOf(encoding));
    encoding = sequence(signed, ecdsaSha256, bits(sign('sha256', signed, signer.privateKey)));
  }
  for (const { spoil } of faults) encoding = spoil?.(encoding) ?? encoding;
  if (mutation?.[2] === false) encoding = mutate(encoding, mutation[1]);
  return { ...made, encoding };
}

function goodExtensions(at: number, authority: string): Record<ExtensionSlot, readonly Buffer[]> {
  const isLeaf = at === 0;
  return {
    basic: [basicConstraints(!isLeaf)],
    usage: [isLeaf ? keyUsage('digitalSignature') : keyUsage('keyCertSign', 'cRLSign')],
    names: isLeaf ? [alternativeNames(uriName('https://issuer.example'))] : [],
    constraints: [],
    identifiers: keyIdentifiers(identifierOf(at), authority),
    other: [],
  };
}
