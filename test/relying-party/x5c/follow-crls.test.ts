import { expect, test } from 'vitest';
import { followCrls } from '../../../relying-party/x5c/follow-crls.js';
import { type Crl, readCrl } from '../../../relying-party/x509/crl.js';
import { boolean, der, implicit, integer, sequence } from '../../support/der-writer.js';
import { extension, mintAuthority, mintCrl, mintedAtSeconds } from '../../support/minted-certificates.js';

const root = mintAuthority('Root');
const other = mintAuthority('Other');

function crl(
  number: Buffer,
  { by = root, thisUpdateSeconds = mintedAtSeconds, isForLeaves = false } = {},
): Crl {
  const scope = extension('2.5.29.28', sequence(implicit(1, boolean(true).subarray(2))), true);
  const extensions = [extension('2.5.29.20', number), ...(isForLeaves ? [scope] : [])];
  return readCrl(mintCrl(by, { thisUpdateSeconds, extensions }));
}

const play = (...readings: readonly (readonly Crl[])[]) =>
  readings.reduce((before, read) => followCrls(before.held, read), followCrls(new Map(), []));

/** Numbers of up to 20 octets, which no double holds apart. */
const large = (last: number) => der(0x02, Buffer.alloc(19, 0x7f), last);

test.each<[string, Crl, Crl, isRefused: boolean]>([
  ['a number one lower', crl(integer(7)), crl(integer(6)), true],
  ['the same list again', crl(integer(7)), crl(integer(7)), false],
  ['a number one higher', crl(integer(7)), crl(integer(8)), false],
  [
    'the same number, a second before',
    crl(integer(7)),
    crl(integer(7), { thisUpdateSeconds: mintedAtSeconds - 1 }),
    true,
  ],
  [
    'the same number, a second after',
    crl(integer(7)),
    crl(integer(7), { thisUpdateSeconds: mintedAtSeconds + 1 }),
    false,
  ],
  [
    'a higher number, an earlier time',
    crl(integer(7)),
    crl(integer(8), { thisUpdateSeconds: mintedAtSeconds - 9 }),
    false,
  ],
  ['a large number one lower', crl(large(2)), crl(large(1)), true],
  ['a large number one higher', crl(large(2)), crl(large(3)), false],
  ['another issuer', crl(integer(7)), crl(integer(1), { by: other }), false],
  ['another scope', crl(integer(7)), crl(integer(1), { isForLeaves: true }), false],
])('after a list comes %s', (_name, first, second, isRefused) => {
  const { crls, refused } = play([first], [second]);
  expect(crls).toEqual([isRefused ? first : second]);
  expect(refused).toEqual(isRefused ? [first.sequence] : []);
});

test('what was held counts against an older list even when the file was without it for a while', () => {
  const newer = crl(integer(7));
  expect(play([newer], [crl(integer(3), { by: other })]).crls).toHaveLength(1);
  expect(play([newer], [], [crl(integer(6))]).crls).toEqual([newer]);
});

test('an old and a new list in one file both stay while the file does not fall behind', () => {
  const [six, seven] = [crl(integer(6)), crl(integer(7))];
  expect(play([six, seven], [six, seven])).toMatchObject({ crls: [six, seven], refused: [] });
  expect(play([six, seven], [six])).toMatchObject({ crls: [six, seven], refused: [six.sequence] });
});
