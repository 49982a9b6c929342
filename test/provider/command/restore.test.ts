import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { describe, expect, test } from 'vitest';
import { chooseIssuer } from '../../../provider/command/choose-issuer.js';
import { loadConfiguration } from '../../../provider/config.js';
import { openCustody } from '../../../provider/open-custody.js';
import { openFileStore, openRing } from '../../../provider/open-ring.js';
import { makeFolder, run, writeJson } from './test-terminal.js';

const parts = { clock: systemClock, log: () => {} };

/** A ring, a backup of it, and the key that signed when the backup was made. */
async function backedUp() {
  const folder = await makeFolder();
  const config = await writeJson(folder, 'keyturn.config.json', {
    issuer: 'https://issuer.example',
    wrappingKeyFile: 'wrapping-key',
    rotation: { profile: 'dev', series: [{ alg: 'ES256' }] },
    store: { kind: 'file', folder: 'ring' },
  });
  await run(['init', '--config', config]);
  const store = join(folder, 'ring');
  await cp(store, join(folder, 'backup'), { recursive: true });
  const open = async () => {
    const configuration = await loadConfiguration(config, {});
    return openRing(chooseIssuer(configuration, undefined), {
      custody: (await openCustody(configuration)).custody,
      ...parts,
    });
  };
  const { kid } = await (await open()).signing();
  const putBack = async () => {
    await rm(store, { recursive: true });
    await cp(join(folder, 'backup'), store, { recursive: true });
  };
  return { folder, config, store, open, kid, putBack };
}

const revokeIn = async (
  ring: Awaited<ReturnType<Awaited<ReturnType<typeof backedUp>>['open']>>,
  kid: string,
) =>
  expect(
    await ring.verbs.revoke({ kid, replaceWith: 'standby', reason: 'stolen' }, 'operator'),
  ).toMatchObject({
    outcome: 'done',
  });

describe('a ring that was put back from a backup', () => {
  test('is made the newest: above any epoch that was served, and the journal says so', async () => {
    const { config, open, putBack } = await backedUp();
    const before = (await (await open()).servable()).keySet;
    await putBack();
    const ended = await run(['restore', '--config', config, '--reason', 'the disk died']);
    expect(ended).toMatchObject({ code: 0, said: expect.stringMatching(/^done \(epoch 500000\d\d;/) });
    const ring = await open();
    const after = await ring.servable();
    expect(after.keySet.keys).toEqual(before.keys);
    expect(after.ring.epoch).toBeGreaterThan(50_000_000);
    expect(after.ring.journal.entries.at(-1)).toMatchObject({
      verb: 'restore',
      epoch: after.ring.epoch,
      reason: 'the disk died',
    });
  });

  test('a key that was revoked since and is named stays revoked, and its standby signs', async () => {
    const { config, open, putBack, kid } = await backedUp();
    await putBack();
    const ended = await run(['restore', '--config', config, '--revoked', kid, 'no-such-key']);
    expect(ended.code).toBe(0);
    expect(ended.said).toContain(`revoked: ${kid}`);
    expect(ended.said).toContain('not in this backup, or revoked in it: no-such-key');
    const ring = await open();
    expect((await ring.servable()).keySet.keys.map((key) => key.kid)).not.toContain(kid);
    expect((await ring.signing()).kid).not.toBe(kid);
  });

  test('what is left of the lost store says by itself what had ended, and how high its epoch was', async () => {
    const { folder, config, open, store, putBack, kid } = await backedUp();
    await revokeIn(await open(), kid);
    const lostEpoch = (await (await open()).servable()).ring.epoch;
    await cp(store, join(folder, 'lost'), { recursive: true });
    await putBack();
    const ended = await run(['restore', '--config', config, '--lost', join(folder, 'lost'), '--json']);
    const answer = JSON.parse(ended.said);
    expect(answer).toMatchObject({ revoked: [kid], untouched: [], outcome: 'done' });
    expect(answer.epoch).toBeGreaterThan(lostEpoch);
    const archived = await (await openFileStore(store, parts)).readArchivedKeys();
    expect(archived).toMatchObject([{ kid, state: 'revoked' }]);
    const { keySet } = await (await open()).servable();
    expect(keySet.keys.map((key) => key.kid)).not.toContain(kid);
  });

  test('what was merely removed, before the backup and after, is not called revoked', async () => {
    const { folder, config, open, store, kid } = await backedUp();
    const ring = await open();
    await ring.verbs.rotate('ES256', 'operator', { reason: 'a test' });
    await ring.verbs.retire(kid, 'operator', { reason: 'a test' });
    await cp(store, join(folder, 'lost'), { recursive: true });
    const ended = await run(['restore', '--config', config, '--lost', join(folder, 'lost'), '--json']);
    expect(JSON.parse(ended.said)).toMatchObject({ revoked: [], untouched: [], outcome: 'done' });
    expect(ended.complained).toBe('');
    const { former } = (await (await open()).servable()).ring;
    expect(former).toMatchObject([{ kid, state: 'removed' }]);
  });

  test('is not believed by a replica that saw a newer one, until it is restored', async () => {
    const { config, open, putBack, kid } = await backedUp();
    const replica = await open();
    await revokeIn(replica, kid);
    await putBack();
    await expect(replica.tick('schedule')).rejects.toMatchObject({
      code: 'ring_unreadable',
      message: expect.stringContaining('keyturn restore'),
    });
    await run(['restore', '--config', config, '--revoked', kid]);
    expect(await replica.tick('schedule')).toMatchObject({ outcome: 'nothing_due' });
  });
});

test('a ring at the highest epoch that restore takes can still change', async () => {
  const { config } = await backedUp();
  const restored = await run(['restore', '--config', config, '--epoch-above', String(2 ** 52)]);
  expect(restored.code).toBe(0);
  expect((await run(['keys', 'rotate', '--force', 'a test', '--config', config])).code).toBe(0);
});

test('wrong use is told', async () => {
  const { config } = await backedUp();
  expect((await run(['restore', '--config', config, '--epoch-above', '-3'])).code).toBe(2);
  expect((await run(['restore', '--config', config, '--epoch-above', String(2 ** 52 + 1)])).code).toBe(2);
  const folder = await makeFolder();
  const memory = await writeJson(folder, 'c.json', {
    issuer: 'https://issuer.example',
    store: { kind: 'memory' },
  });
  expect((await run(['restore', '--config', memory])).code).toBe(2);
});
