import { z } from 'zod';
import { DEFAULT_MAX_REPORTS, isReportId, type ReportStore } from './report-store.js';
import type { ShortLivedState } from './short-lived-state.js';

type Memory = Pick<ShortLivedState, 'get' | 'set' | 'remove'>;

const NAMESPACE = 'drill-reports';
const INDEX = 'index';
/** Beyond any bound on how many there are: who runs no drills for a year has none to compare with. */
const KEPT_SECONDS = 365 * 24 * 3600;

const indexSchema = z.array(z.object({ id: z.string(), entry: z.looseObject({}) }));

/** Beside what is used once: in memory, or on the server that the replicas share. */
export function createShortLivedReportStore(memory: Memory, maxReports = DEFAULT_MAX_REPORTS): ReportStore {
  const readIndex = async () => indexSchema.safeParse(await memory.get(NAMESPACE, INDEX)).data ?? [];
  return {
    async put(id, entry, text) {
      await memory.set(NAMESPACE, id, text, KEPT_SECONDS);
      const others = (await readIndex()).filter((each) => each.id !== id);
      const sorted = [{ id, entry }, ...others].sort((a, b) => (a.id < b.id ? 1 : -1));
      await memory.set(NAMESPACE, INDEX, sorted.slice(0, maxReports), KEPT_SECONDS);
      for (const { id: old } of sorted.slice(maxReports)) await memory.remove(NAMESPACE, old);
    },
    async get(id) {
      if (!isReportId(id) || id === INDEX) return undefined;
      const text = await memory.get(NAMESPACE, id);
      return typeof text === 'string' ? text : undefined;
    },
    list: async () => (await readIndex()).map(({ entry }) => entry),
  };
}
