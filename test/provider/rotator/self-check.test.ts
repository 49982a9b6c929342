import { describe, expect, test } from 'vitest';
import { signProbe } from '../../../provider/rotator/self-check.js';
import { FakeCustody } from '../../support/fake-custody.js';
import { policyWith, statesOf } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

const drill = policyWith({ profile: 'drill' });

test('O2: a key passes that signs what its public half verifies', async () => {
  const sound = await new FakeCustody().generate();
  await expect(signProbe(sound.signer, sound.key)).resolves.toBeUndefined();
  const broken = await new FakeCustody({ isBroken: () => true }).generate();
  await expect(signProbe(broken.signer, broken.key)).rejects.toThrow();
  const refusing = { sign: () => Promise.reject(new Error('no')) };
  await expect(signProbe(refusing, sound.key)).rejects.toThrow('no');
});

describe('a standby that signs garbage', () => {
  async function spoiled() {
    const world = new ShellWorld(drill);
    const replica = await world.create();
    world.custody.spoil('key-2');
    const restarted = await world.open();
    await world.clock.advanceSeconds(10);
    return { world, replica, restarted };
  }

  test('is never activated: the active key signs on, and the tick says why', async () => {
    const { world, restarted } = await spoiled();
    expect(await restarted.tick('cron')).toMatchObject({
      outcome: 'nothing_due',
      waits: [{ rule: 'O2', kid: 'key-2' }],
    });
    expect(await restarted.verbs.rotate('RS256', 'operator')).toMatchObject({
      outcome: 'refused',
      guard: { rule: 'O2' },
    });
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby' });
    expect((await restarted.signing()).kid).toBe('key-1');
    expect(world.events).toContainEqual({
      level: 'error',
      event: 'key.self_check_failed',
      fields: { series: 'RS256', kid: 'key-2', error: 'JWSSignatureVerificationFailed' },
    });
  });

  test('is not even forced', async () => {
    const { restarted } = await spoiled();
    const forced = await restarted.verbs.rotate('RS256', 'operator', { reason: 'a drill' });
    expect(forced).toMatchObject({ outcome: 'refused', guard: { rule: 'O2' } });
  });

  test('shows in health once its turn is overdue, and is mended by retiring it', async () => {
    const { world, restarted } = await spoiled();
    await world.clock.advanceSeconds(3);
    await restarted.tick('cron');
    expect(restarted.health().reasons.map(({ code }) => code)).toEqual(['key_over_age']);
    expect(await restarted.verbs.retire('key-2', 'operator')).toMatchObject({ outcome: 'done' });
    await world.clock.advanceSeconds(7);
    expect(await restarted.tick('cron')).toMatchObject({ outcome: 'done' });
    expect(statesOf(world.ring)).toMatchObject({ 'key-1': 'retiring', 'key-3': 'active' });
    expect(restarted.health()).toMatchObject({ status: 'ok', maySign: true, reasons: [] });
  });

  test('in an emergency gives way to a fresh key', async () => {
    const { world, restarted } = await spoiled();
    const request = { kid: 'key-1', reason: 'stolen' } as const;
    const standby = await restarted.verbs.revoke({ ...request, replaceWith: 'standby' }, 'operator');
    expect(standby).toMatchObject({
      outcome: 'refused',
      guard: { rule: 'O2', cure: 'replace with a fresh key' },
    });
    const fresh = await restarted.verbs.revoke({ ...request, replaceWith: 'fresh' }, 'operator');
    expect(fresh).toMatchObject({ outcome: 'done' });
    expect(statesOf(world.ring)).toEqual({ 'key-3': 'active', 'key-4': 'standby' });
  });
});

test('a key that signed before and signs garbage now is not rolled back to', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  await world.clock.advanceSeconds(10);
  await replica.tick('cron');
  world.custody.spoil('key-1');
  expect(await replica.verbs.rollBack('RS256', 'operator')).toMatchObject({
    outcome: 'refused',
    guard: { rule: 'O2', kid: 'key-1' },
  });
  expect(statesOf(world.ring)).toMatchObject({ 'key-1': 'retiring', 'key-2': 'active' });
  expect((await replica.signing()).kid).toBe('key-2');
});

test('a key that is made broken is never committed', async () => {
  const world = new ShellWorld(drill, { custody: new FakeCustody({ isBroken: (serial) => serial === 3 }) });
  const replica = await world.create();
  await world.clock.advanceSeconds(10);
  await expect(replica.tick('cron')).rejects.toThrow();
  expect(world.store.commits).toHaveLength(1);
  expect(await replica.tick('cron')).toMatchObject({ outcome: 'done' });
  expect(statesOf(world.ring)).toEqual({ 'key-1': 'retiring', 'key-2': 'active', 'key-4': 'standby' });
});

test('a probe that passed is not repeated, one that failed is', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  world.custody.unreadable.add('key-2');
  await replica.tick('cron');
  await replica.tick('cron');
  const failures = () => world.events.filter(({ event }) => event === 'key.self_check_failed').length;
  expect(failures()).toBe(4);
  world.custody.unreadable.clear();
  await replica.tick('cron');
  world.custody.unreadable.add('key-2');
  await replica.tick('cron');
  expect(failures()).toBe(4);
});
