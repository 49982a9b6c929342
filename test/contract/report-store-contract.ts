import { describe, expect, test } from 'vitest';
import type { ReportStore } from '../../provider/stores/report-store.js';

/**
 * What every store of reports keeps.
 * @param open makes an empty one for so many reports; and the same again, as another process has it.
 */
export function describeReportStore(
  name: string,
  open: (maxReports: number) => Promise<{ readonly store: ReportStore; readonly peer: ReportStore }>,
): void {
  describe(name, () => {
    test('what one process puts, another one lists and gets, the newest first', async () => {
      const { store, peer } = await open(10);
      await store.put('2027-b', { id: '2027-b' }, '{"n":2}');
      await store.put('2027-a', { id: '2027-a' }, '{"n":1}');
      expect(await peer.list()).toEqual([{ id: '2027-b' }, { id: '2027-a' }]);
      expect(await peer.get('2027-a')).toBe('{"n":1}');
      expect(await peer.get('2027-c')).toBeUndefined();
    });

    test('an empty one lists nothing', async () => {
      const { store } = await open(10);
      expect([await store.list(), await store.get('2027-a')]).toEqual([[], undefined]);
    });

    test('the oldest beyond the cap are forgotten', async () => {
      const { store, peer } = await open(2);
      for (const id of ['2027-a', '2027-b', '2027-c']) await store.put(id, { id }, '{}');
      expect(await peer.list()).toEqual([{ id: '2027-c' }, { id: '2027-b' }]);
      expect(await peer.get('2027-a')).toBeUndefined();
    });

    test('put again, the later counts', async () => {
      const { store } = await open(2);
      for (const text of ['{"n":1}', '{"n":2}']) await store.put('2027-a', { id: '2027-a' }, text);
      expect([await store.get('2027-a'), await store.list()]).toEqual(['{"n":2}', [{ id: '2027-a' }]]);
    });

    test.each(['../ring', 'a/b', 'a.b', '', 'index'])('%j is no report', async (id) => {
      const { store } = await open(2);
      await store.put('2027-a', { id: '2027-a' }, '{}');
      expect(await store.get(id)).toBeUndefined();
    });
  });
}
