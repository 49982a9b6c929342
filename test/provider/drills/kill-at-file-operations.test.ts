import { expect, test } from 'vitest';
import { runDrill } from '../../../provider/drills/create-drills.js';
import type { OpenReplicaStore } from '../../../provider/drills/drill-store.js';
import { killAtWrites } from '../../../provider/drills/kill-at-writes.js';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import { CrashingDisk } from '../../support/crashing-disk.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';

withoutInterceptors();

const looking: ReadonlySet<string> = new Set(['list', 'read']);

/**
 * The store of a folder, each process on the same disk. The first that is doomed dies before its first operation that
 * changes the disk, the second before its second, and so on; what dies last has done a whole commit.
 */
function dyingAtFileOperations(died: string[]): OpenReplicaStore {
  const disk = new CrashingDisk();
  return (_shared, process) => {
    let operations = 0;
    const fileSystem = disk.seenBy((operation) => {
      if (!process.isDoomed || looking.has(operation)) return;
      operations += 1;
      if (operations <= died.length) return;
      died.push(operation);
      return process.die();
    });
    return createFileRingStore({ folder: '/ring', clock: process.clock, fileSystem });
  };
}

test('processes die before every change of the disk that a rotation makes: what they leave is whole (D28)', async () => {
  const died: string[] = [];
  const scenario = {
    ...killAtWrites.scenario,
    durationSeconds: 30,
    traffic: { ...killAtWrites.scenario.traffic, clients: 2 },
    bars: { ...killAtWrites.scenario.bars, signingKids: 2, validTokensTried: 100 },
  };
  const openReplicaStore = dyingAtFileOperations(died);
  const report = await runDrill(scenario, { clock: 'virtual', openReplicaStore });
  expect(report.reasons).toEqual([]);
  expect(report.verdict).toBe('pass');
  // At the operations of the disk, and at each write of the store besides.
  expect(report.figures.crashes).toBeGreaterThan(died.length);
  expect(died).toEqual(
    expect.arrayContaining(['create', 'write', 'syncFile', 'link', 'syncFolder', 'remove']),
  );
});
