import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import type { Drill } from '../../../provider/drill-desk/drill.js';
import { createDrillDesk } from '../../../provider/drill-desk/drill-desk.js';
import { LEASE_SECONDS } from '../../../provider/drill-desk/drill-lease.js';
import { createDrillReports } from '../../../provider/drill-desk/drill-reports.js';
import { createShortLivedReportStore } from '../../../provider/stores/short-lived-report-store.js';
import { createShortLivedState } from '../../../provider/stores/short-lived-state.js';

const traits = { isDestructive: false, runsLive: false, takesTarget: true };

/** Two processes over one store; a drill goes on until it is stopped. */
function begin() {
  const clock = new VirtualClock(1_800_000_000);
  const memory = createShortLivedState({ clock });
  const log = () => {};
  const endless: Drill = Object.assign(
    async ({ stop }: Parameters<Drill>[0]) => {
      while (stop.by === null) await stop.pause(clock, 1000);
      return { scenario: 'endless', drill: 'D01', verdict: 'inconclusive', stoppedBy: stop.by };
    },
    { traits },
  );
  const open = () =>
    createDrillDesk({
      drills: { endless },
      allowed: ['endless'],
      issuers: [],
      memory,
      reports: createDrillReports({
        store: createShortLivedReportStore(memory),
        sign: undefined,
        clock,
        log,
      }),
      clock,
      log,
    });
  return { clock, memory, open };
}

test('one at a time, in whichever process; the lease is kept for as long as a drill runs', async () => {
  const { clock, open } = begin();
  const [one, other] = [open(), open()];
  const running = one.run('endless', {}, 'cron');
  await clock.advanceSeconds(3 * LEASE_SECONDS);
  await expect(other.run('endless', {}, 'cron')).rejects.toMatchObject({ code: 'drill_running' });
  await one.stop('alice');
  expect((await running).entry).toMatchObject({ scenario: 'endless', by: 'cron', isSigned: false });
  const next = other.run('endless', {}, 'cron');
  await clock.advanceSeconds(1);
  await other.stop('bob');
  expect((await next).report).toMatchObject({ stoppedBy: 'bob' });
});

test('the hard stop reaches the process that runs the drill', async () => {
  const { clock, open } = begin();
  const [one, other] = [open(), open()];
  const running = one.run('endless', {}, 'cron');
  await clock.advanceSeconds(1);
  const stopped = other.stop('alice');
  await clock.advanceSeconds(3);
  expect(await stopped).toMatchObject({ name: 'endless', stoppedBy: 'alice', hasEnded: true });
  expect((await running).report).toMatchObject({ stoppedBy: 'alice' });
  await expect(other.stop('alice')).rejects.toMatchObject({ code: 'drill_not_running' });
});

test('a run whose lease is another one’s ends', async () => {
  const { clock, memory, open } = begin();
  const running = open().run('endless', {}, 'cron');
  await clock.advanceSeconds(1);
  await memory.set('drills', 'lease', { id: 'other', name: 'other', by: 'cron' }, LEASE_SECONDS);
  await clock.advanceSeconds(2);
  expect((await running).report).toMatchObject({ stoppedBy: 'the loss of its lease' });
  expect(await memory.get('drills', 'lease')).toMatchObject({ id: 'other' });
});

test('the lease of a process that was killed runs out', async () => {
  const { clock, memory, open } = begin();
  await memory.set('drills', 'lease', { id: 'killed', name: 'endless', by: 'cron' }, LEASE_SECONDS);
  const desk = open();
  await expect(desk.run('endless', {}, 'cron')).rejects.toMatchObject({ code: 'drill_running' });
  await clock.advanceSeconds(LEASE_SECONDS + 1);
  const running = desk.run('endless', {}, 'cron');
  await clock.advanceSeconds(1);
  await desk.close();
  expect((await running).report).toMatchObject({ stoppedBy: 'the end of the process' });
});

test('reports are listed and shown, and an unknown one is said to be', async () => {
  const { clock, open } = begin();
  const desk = open();
  const running = desk.run('endless', {}, 'cron');
  await clock.advanceSeconds(1);
  await desk.stop('alice');
  const { entry } = await running;
  expect(await desk.reports()).toEqual([entry]);
  expect(await desk.report(entry.id)).toMatchObject({ report: { verdict: 'inconclusive' }, jwt: null });
  await expect(desk.report('../secret')).rejects.toMatchObject({ code: 'report_unknown' });
  await expect(desk.report('none')).rejects.toMatchObject({ code: 'report_unknown' });
});
