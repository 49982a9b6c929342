import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createFileReportStore } from '../../../provider/stores/file-report-store.js';
import { createShortLivedReportStore } from '../../../provider/stores/short-lived-report-store.js';
import { createShortLivedState } from '../../../provider/stores/short-lived-state.js';
import { describeReportStore } from '../../contract/report-store-contract.js';
import { scratchFolder } from '../../support/scratch-folder.js';

describeReportStore('reports in a folder', async (maxReports) => {
  const folder = `${await scratchFolder()}/reports`;
  const open = () => createFileReportStore({ folder, maxReports });
  return { store: open(), peer: open() };
});

describeReportStore('reports beside what is used once', async (maxReports) => {
  const memory = createShortLivedState({ clock: new VirtualClock(1_800_000_000) });
  const open = () => createShortLivedReportStore(memory, maxReports);
  return { store: open(), peer: open() };
});
