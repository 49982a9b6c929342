import fc from 'fast-check';

export type Mutation = readonly [kind: keyof typeof mutators, at: number, octet: number];

const mutators = {
  set: (bytes: Buffer, at: number, octet: number) => Buffer.from(bytes).fill(octet, at, at + 1),
  flip: (bytes: Buffer, at: number, octet: number) =>
    Buffer.from(bytes).fill((bytes[at] ?? 0) ^ (1 << (octet % 8)), at, at + 1),
  drop: (bytes: Buffer, at: number) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  double: (bytes: Buffer, at: number, octet: number) =>
    Buffer.concat([
      bytes.subarray(0, at + octet),
      bytes.subarray(at, at + octet),
      bytes.subarray(at + octet),
    ]),
  cut: (bytes: Buffer, at: number) => bytes.subarray(0, at),
};

const listOf = (...kinds: readonly Mutation[0][]): fc.Arbitrary<readonly Mutation[]> =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat({ max: 100_000 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });

/** One to four changes anywhere. */
export const mutations = listOf('set', 'flip', 'drop', 'double', 'cut');

/** The same without a change of length: what encloses the octets still fits. */
export const replacements = listOf('set', 'flip');

export function mutate(bytes: Buffer, list: readonly Mutation[]): Buffer {
  return list.reduce(
    (now, [kind, at, octet]) => (now.length === 0 ? now : mutators[kind](now, at % now.length, octet)),
    bytes,
  );
}
