import { expect, test } from 'vitest';
import { type BudgetLimits, budgetLimits, createBudget } from '../../../relying-party/x509/budget.js';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { collectAnchors } from '../../../relying-party/x509/trust-anchors.js';
import {
  type ChainRules,
  defaultChainRules,
  validateChain,
} from '../../../relying-party/x509/validate-chain.js';
import { integer, oid, sequence } from '../../support/der-writer.js';
import {
  basicConstraints,
  extension,
  keyIdentifiers,
  type Minted,
  mint,
  mintAuthority,
  mintedAtSeconds,
  mintLeaf,
  newKey,
  purposes,
} from '../../support/minted-certificates.js';

const root = mintAuthority('Root');

interface Given {
  readonly leaf: Minted;
  readonly pool?: readonly Minted[];
  readonly anchors?: readonly Minted[];
  readonly rules?: Partial<ChainRules>;
  readonly nowSeconds?: number;
  readonly limits?: Partial<BudgetLimits>;
}

/** The number of certificates on the path, or the code. */
function verdict({ leaf, pool = [], anchors = [root], rules, nowSeconds = mintedAtSeconds, limits }: Given) {
  const read = (minted: readonly Minted[]) => minted.map(({ encoding }) => readCertificate(encoding));
  const input = {
    leaf: readCertificate(leaf.encoding),
    pool: read(pool),
    anchors: collectAnchors(read(anchors)),
    nowSeconds,
    rules: { ...defaultChainRules, ...rules },
  };
  const answer = validateChain(input, createBudget({ ...budgetLimits, ...limits }));
  return 'path' in answer ? answer.path.length : answer.finding.code;
}

/** A chain of so many intermediates below the root. */
function chainOf(intermediates: number): { leaf: Minted; pool: readonly Minted[] } {
  const pool: Minted[] = [];
  for (let at = 0; at < intermediates; at++) pool.push(mintAuthority(`CA ${at}`, pool.at(-1) ?? root));
  return { leaf: mintLeaf(pool.at(-1) ?? root), pool };
}

test.each([
  [0, 2],
  [1, 3],
  [8, 10],
  [9, 'x5c_budget'],
])('with %i intermediates: %s', (intermediates, answer) => {
  expect(verdict(chainOf(intermediates))).toBe(answer);
});

test('fewer intermediates may be asked for; those that are self-issued do not count', () => {
  const { leaf, pool } = chainOf(2);
  expect(verdict({ leaf, pool, rules: { maxIntermediates: 1 } })).toBe('x5c_budget');
  const first = mintAuthority('CA', root);
  const rolled = mintAuthority('CA', first);
  expect(verdict({ leaf: mintLeaf(rolled), pool: [first, rolled], rules: { maxIntermediates: 1 } })).toBe(4);
});

test('path length counts intermediates that are not self-issued', () => {
  const narrow = mintAuthority('CA', root, { extensions: [basicConstraints(true, 0)] });
  const rolled = mintAuthority('CA', narrow);
  expect(verdict({ leaf: mintLeaf(rolled), pool: [narrow, rolled] })).toBe(4);
  const below = mintAuthority('Below', rolled);
  expect(verdict({ leaf: mintLeaf(below), pool: [narrow, rolled, below] })).toBe('x5c_path_length');
});

test('validity is inclusive at both ends, to the whole second', () => {
  const leaf = mintLeaf(root, { notBeforeSeconds: mintedAtSeconds, notAfterSeconds: mintedAtSeconds + 10 });
  const at = (nowSeconds: number) => verdict({ leaf, nowSeconds });
  expect(at(mintedAtSeconds - 0.001)).toBe('x5c_not_yet_valid');
  expect(at(mintedAtSeconds)).toBe(2);
  expect(at(mintedAtSeconds + 10.999)).toBe(2);
  expect(at(mintedAtSeconds + 11)).toBe('x5c_expired');
});

test('the anchor is held to its validity, its constraints and its being an authority', () => {
  const anchorWith = (changes: Parameters<typeof mintAuthority>[2]) => {
    const anchor = mintAuthority('Anchor', undefined, changes);
    return verdict({ leaf: mintLeaf(anchor), anchors: [anchor] });
  };
  expect(anchorWith({})).toBe(2);
  expect(anchorWith({ notAfterSeconds: mintedAtSeconds - 1 })).toBe('x5c_expired');
  expect(anchorWith({ extensions: [basicConstraints(false)] })).toBe('x5c_not_an_authority');
  expect(anchorWith({ extensions: [basicConstraints(true), extension('1.2.3', integer(1), true)] })).toBe(
    'x5c_critical_extension',
  );
  expect(anchorWith({ extensions: [basicConstraints(true), purposes('1.3.6.1.5.5.7.3.1')] })).toBe(
    'x5c_purpose',
  );
});

test('the anchor’s own signature says nothing', () => {
  const anchor = mintAuthority('Anchor', undefined, {
    algorithm: sequence(oid('1.2.840.10045.4.1')),
    digest: 'sha1',
  });
  expect(verdict({ leaf: mintLeaf(anchor), anchors: [anchor] })).toBe(2);
});

test('a way that fails is left for the next', () => {
  const key = newKey();
  const expired = mintAuthority('CA', root, { key, notAfterSeconds: mintedAtSeconds - 1 });
  const good = mintAuthority('CA', root, { key });
  const twin = mintAuthority('CA', root);
  const elsewhere = mintAuthority('CA', mintAuthority('Unknown'), { key });
  const pool = [expired, twin, elsewhere, good];
  expect(verdict({ leaf: mintLeaf(good), pool })).toBe(3);
});

test('key identifiers order the search and decide nothing', () => {
  const key = newKey();
  const withIdentifiers = (own: string, authority: string) => [
    basicConstraints(true),
    ...keyIdentifiers(own, authority),
  ];
  const mismatched = mintAuthority('CA', root, { key, extensions: withIdentifiers('a', 'nobody') });
  const leaf = mintLeaf(mismatched, { extensions: keyIdentifiers('leaf', 'other') });
  expect(verdict({ leaf, pool: [mismatched] })).toBe(3);
  const imposters = Array.from({ length: 20 }, () =>
    mintAuthority('CA', root, { extensions: withIdentifiers('b', 'nobody') }),
  );
  const hinted = mintLeaf(mismatched, { extensions: keyIdentifiers('leaf', 'a') });
  expect(verdict({ leaf: hinted, pool: [...imposters, mismatched], limits: { signatures: 2 } })).toBe(3);
});

test('an exponential graph ends at the budget (x5c-6)', () => {
  const layers = Array.from({ length: 7 }, () => Array.from({ length: 4 }, newKey));
  const pool = layers.flatMap((keys, layer) =>
    keys.flatMap((key) =>
      (layers[layer + 1] ?? []).map((upper) =>
        mint({
          subject: `Layer ${layer}`,
          key,
          by: { encoding: Buffer.of(), key: upper, subject: `Layer ${layer + 1}` },
          extensions: [basicConstraints(true)],
        }),
      ),
    ),
  );
  const [bottom = root] = pool;
  const leaf = mintLeaf(bottom);
  expect(() => verdict({ leaf, pool })).toThrow(expect.objectContaining({ code: 'x5c_budget' }));
});

test('signatures are counted, and weighed by what they cost', () => {
  const many = Array.from({ length: 70 }, () => mintAuthority('CA', root));
  const leaf = mintLeaf({ encoding: Buffer.of(), key: newKey(), subject: 'CA' });
  const budget = expect.objectContaining({ code: 'x5c_budget' });
  expect(() => verdict({ leaf, pool: many })).toThrow(budget);
  expect(() => verdict({ leaf, pool: many.slice(0, 3), limits: { signatureMicroseconds: 300 } })).toThrow(
    budget,
  );
  expect(verdict({ leaf, pool: many.slice(0, 3) })).toBe('x5c_signature');
});

test('a loop is no way (x5c-6)', () => {
  const key = newKey();
  const one = mintAuthority('One', { encoding: Buffer.of(), key, subject: 'Two' });
  const two = mintAuthority('Two', one, { key });
  expect(verdict({ leaf: mintLeaf(one), pool: [one, two, one, two], limits: { steps: 12 } })).toBe(
    'x5c_untrusted',
  );
});

test('policies: what demands one is refused by name, so is a mapping from or to any', () => {
  const through = (...extensions: readonly Buffer[]) => {
    const authority = mintAuthority('CA', root, { extensions: [basicConstraints(true), ...extensions] });
    return verdict({ leaf: mintLeaf(authority), pool: [authority] });
  };
  const constraints = (content: Buffer) => extension('2.5.29.36', sequence(content), true);
  expect(through(constraints(Buffer.of(0x80, 1, 0)))).toBe('x5c_explicit_policy_unsupported');
  expect(through(constraints(Buffer.of(0x81, 1, 0)))).toBe(3);
  const mapping = (a: string, b: string) => extension('2.5.29.33', sequence(sequence(oid(a), oid(b))), true);
  expect(through(mapping('1.2.3', '1.2.4'))).toBe(3);
  expect(through(mapping('2.5.29.32.0', '1.2.4'))).toBe('x5c_policy_mapping');
  expect(through(mapping('1.2.3', '2.5.29.32.0'))).toBe('x5c_policy_mapping');
  const qualified = (qualifier: string) =>
    extension(
      '2.5.29.32',
      sequence(sequence(oid('1.2.3'), sequence(sequence(oid(qualifier), integer(1))))),
      true,
    );
  expect(through(qualified('1.3.6.1.5.5.7.2.1'))).toBe(3);
  expect(through(qualified('1.2.3.4'))).toBe('x5c_critical_extension');
  expect(verdict({ leaf: mintLeaf(root), rules: { requireExplicitPolicy: true } })).toBe(
    'x5c_explicit_policy_unsupported',
  );
});

test('purposes nest: what an authority lacks nobody below it has', () => {
  const server = '1.3.6.1.5.5.7.3.1';
  const client = '1.3.6.1.5.5.7.3.2';
  const through = (upper: readonly string[], lower: readonly string[], wanted: readonly string[] | null) => {
    const restrict = (ids: readonly string[]) => (ids.length === 0 ? [] : [purposes(...ids)]);
    const authority = mintAuthority('CA', root, { extensions: [basicConstraints(true), ...restrict(upper)] });
    const leaf = mintLeaf(authority, { extensions: restrict(lower) });
    return verdict({
      leaf,
      pool: [authority],
      rules: { purposes: wanted === null ? null : new Set(wanted) },
    });
  };
  expect(through([], [], [server])).toBe(3);
  expect(through([server], [server, client], [server])).toBe(3);
  expect(through([client], [server], [server])).toBe('x5c_purpose');
  expect(through([client], [server], null)).toBe(3);
  expect(through([], [client], [server])).toBe('x5c_purpose');
  expect(through(['2.5.29.37.0'], [server], [server])).toBe(3);
  expect(through([client], [], [server])).toBe('x5c_purpose');
  expect(through([client], [server], [server, client])).toBe('x5c_purpose');
});

test('what is wrong with an issuer is said, and not that another of its name did not sign', () => {
  const expired = mintAuthority('Root', root, { notAfterSeconds: mintedAtSeconds - 1 });
  const leaf = mintLeaf(expired);
  expect(verdict({ leaf, pool: [expired] })).toBe('x5c_expired');
  expect(verdict({ leaf, pool: [mintAuthority('Root', root), expired] })).toBe('x5c_expired');
  expect(verdict({ leaf })).toBe('x5c_signature');
});
