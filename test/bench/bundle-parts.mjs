import { parse } from '@babel/parser';
import { transform } from 'esbuild';
import { compressedBytes } from './compressed-bytes.mjs';

export const keeping = 'key cache: refresh plan, doubt, budgets, stale keys';
export const fetching = 'fetch: addresses, deadline, sizes';
/** Without a network and without options: what it takes to refuse a bad token, given a key. */
export const checksAlone = 'the first five alone';

/** What the verifier is made of, by where it lies. The first that fits has the module; one that fits none is an error. */
const parts = {
  'token form: canonical base64url, strict JSON, sizes, header':
    /relying-party\/dist\/token\/(?!profiles|check-|expectations)/,
  'claims: profiles, audience, times, binding': /relying-party\/dist\/token\//,
  'what a key may be: size, point, use, certificate':
    /relying-party\/dist\/signature\/(check-jwk|curves|edwards-point|certificate-key|bind-algorithm|key-refusal)|shared\/dist\/public-jwk/,
  'signatures: their form, their algorithm, the platform’s crypto':
    /relying-party\/dist\/signature\/|\/jose\//,
  'codes of refusals': /relying-party\/dist\/(rejection|passage)|shared\/dist\/error-base/,
  'order of work, events, explain, hooks':
    /relying-party\/dist\/((create-)?verifier|events|explain|limits|index(-web)?)\.js|relying-party\/dist\/(denylist|trust\/(?!discover|read-discovery|shared-keys))|shared\/dist\/clock|entry$/,
  [keeping]: /relying-party\/dist\/keys\/|shared\/dist\/(cache-headers|epoch)/,
  discovery: /relying-party\/dist\/trust\/|shared\/dist\/discovery-document/,
  [fetching]: /relying-party\/dist\/fetch\//,
  'options: each checked and named':
    /relying-party\/dist\/options\/|shared\/dist\/(verifier-profiles|suggest-name)/,
};

const firstFive = Object.keys(parts).slice(0, 5);

/**
 * What each part costs: the bytes by which the compressed bundle shrinks without it. Their sum is less than the whole, for
 * what several parts share is compressed once.
 * @param modules their rendered code, by file.
 */
export async function measureParts(modules) {
  const placed = Object.entries(modules).map(([file, code]) => ({ part: partOf(file), code }));
  const sizeOf = async (wanted) => {
    const code = placed.filter(({ part }) => wanted(part)).map((each) => each.code);
    return compressedBytes(await minify(code.join('\n')));
  };
  const whole = await minify(placed.map(({ code }) => code).join('\n'));
  const wholeBytes = compressedBytes(whole);
  const rows = {};
  for (const name of Object.keys(parts)) rows[name] = wholeBytes - (await sizeOf((part) => part !== name));
  rows['of all these, messages for people'] = wholeBytes - compressedBytes(withoutMessages(whole));
  rows[checksAlone] = await sizeOf((part) => firstFive.includes(part));
  return rows;
}

function partOf(file) {
  const [name] = Object.entries(parts).find(([, place]) => place.test(file)) ?? [];
  if (name === undefined) throw new Error(`No part of the bundle's table has ${file}.`);
  return name;
}

async function minify(code) {
  return (await transform(code, { minify: true, target: 'es2022', format: 'esm', treeShaking: false })).code;
}

/** A text with a space between words is read by people; names are not. */
function withoutMessages(code) {
  const spans = [];
  const { program } = parse(code, { sourceType: 'module' });
  const visit = (node) => {
    if (node.type === 'StringLiteral' || node.type === 'TemplateElement') {
      const text = typeof node.value === 'string' ? node.value : node.value.raw;
      if (/[a-z"] |^ /.test(text))
        spans.push(node.type === 'StringLiteral' ? [node.start + 1, node.end - 1] : [node.start, node.end]);
    }
    for (const child of Object.values(node).flat())
      if (typeof child === 'object' && child !== null && typeof child.type === 'string') visit(child);
  };
  visit(program);
  return spans
    .sort(([a], [b]) => b - a)
    .reduce((text, [start, end]) => text.slice(0, start) + text.slice(end), code);
}
