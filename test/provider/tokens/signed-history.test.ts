import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { createSignedHistory } from '../../../provider/tokens/signed-history.js';
import { FakeCustody } from '../../support/fake-custody.js';
import { ShellWorld } from '../../support/shell-world.js';

/** Counts what is signed and what is read for it. */
class CountingCustody extends FakeCustody {
  signed = 0;

  override async open(...args: Parameters<FakeCustody['open']>) {
    const signer = await super.open(...args);
    return {
      sign: (input: Uint8Array) => {
        this.signed += 1;
        return signer.sign(input);
      },
    };
  }
}

async function world() {
  const custody = new CountingCustody();
  const policy = resolvePolicy({ profile: 'dev', series: [{ alg: 'EdDSA', name: 'records' }] });
  const shell = new ShellWorld(policy, { custody });
  const ring = await shell.create();
  let archiveReads = 0;
  const { readArchivedKeys } = shell.store;
  shell.store.readArchivedKeys = () => {
    archiveReads += 1;
    return readArchivedKeys.call(shell.store);
  };
  custody.signed = 0;
  return { custody, shell, ring, reads: () => archiveReads };
}

const keysOf = (jwt: string) => (decodeJwt(jwt).keys as { kid: string }[]).map(({ kid }) => kid);

test('a flood of askers costs one signature and one look at the archive, until the ring or the period changes', async () => {
  const { custody, shell, ring, reads } = await world();
  const read = createSignedHistory(ring, 'records');
  await Promise.all(Array.from({ length: 100 }, read));
  expect([custody.signed, reads()]).toEqual([1, 1]);
  await shell.clock.advanceSeconds(299 - (shell.clock.nowSeconds() % 300));
  await read();
  expect(custody.signed).toBe(1);
  await shell.clock.advanceSeconds(1);
  await read();
  expect([custody.signed, reads()]).toEqual([2, 2]);
  await ring.verbs.revoke({ kid: 'key-2', replaceWith: 'standby', reason: 'stolen' }, 'operator');
  custody.signed = 0;
  expect(keysOf((await read()).jwt)).toEqual(['key-2']);
  expect(custody.signed).toBe(1);
});

test('replicas say the same at the same time, to the byte where signatures are deterministic', async () => {
  const { shell, ring } = await world();
  const other = createSignedHistory(await shell.open(), 'records');
  const one = createSignedHistory(ring, 'records');
  const [first, second] = [await one(), await other()];
  expect(second.jwt).toBe(first.jwt);
});

test('what was archived beside the ring comes first, each key once and in its last state', async () => {
  const { shell, ring } = await world();
  await ring.verbs.retire('key-2', 'operator');
  const [retired] = shell.ring.former;
  if (retired === undefined) throw new Error('a key was retired');
  const old = { ...retired, kid: 'key-0' };
  await shell.store.archiveKeys([old, retired]);
  await shell.store.archiveKeys([{ ...old, state: 'revoked' }]);
  const { jwt } = await createSignedHistory(ring, 'records')();
  expect(keysOf(jwt)).toEqual(['key-0', 'key-2']);
  const [first, second] = decodeJwt(jwt).keys as { revoked?: object }[];
  expect([first?.revoked !== undefined, second?.revoked !== undefined]).toEqual([true, false]);
});

test('without a signer it says when to come again, and the next one who asks is served', async () => {
  const { custody, ring, reads } = await world();
  const read = createSignedHistory(ring, 'records');
  custody.unreadable.add('key-1');
  await expect(read()).rejects.toMatchObject({ code: 'signing_unavailable' });
  expect(reads()).toBe(0);
  custody.unreadable.clear();
  expect(keysOf((await read()).jwt)).toEqual([]);
});

test('a series that is added later signs once its first key has waited its lead', async () => {
  const { shell } = await world();
  const both = [{ alg: 'EdDSA', name: 'records' } as const, { alg: 'EdDSA', name: 'more' } as const];
  shell.policy = resolvePolicy({ profile: 'dev', series: both });
  const replica = await shell.open({ adoptPolicy: true });
  await replica.tick('schedule');
  const read = createSignedHistory(replica, 'more');
  await shell.clock.advanceSeconds(34);
  await replica.tick('schedule');
  await expect(read()).rejects.toMatchObject({ code: 'signing_unavailable', retryAfterSeconds: 35 });
  await shell.clock.advanceSeconds(1);
  await replica.tick('schedule');
  expect(keysOf((await read()).jwt)).toEqual([]);
});
