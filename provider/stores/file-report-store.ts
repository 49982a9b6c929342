import { join } from 'node:path';
import { ensureFolder } from './ensure-folder.js';
import { fileFailure } from './file-failure.js';
import { type FileSystem, fileErrorCode, nodeFileSystem } from './file-system.js';
import { DEFAULT_MAX_REPORTS, isReportId, type ReportStore } from './report-store.js';

export interface FileReportStoreOptions {
  /** Made at the first report. */
  readonly folder: string;
  readonly fs?: FileSystem;
  readonly maxReports?: number;
}

const MAX_BYTES = 16 * 1024 * 1024;
const ENDING = '.json';

/** A file for each report: its entry in the first line, the report in the second. */
export function createFileReportStore(options: FileReportStoreOptions): ReportStore {
  const { folder, fs = nodeFileSystem, maxReports = DEFAULT_MAX_REPORTS } = options;
  const pathOf = (id: string) => join(folder, `${id}${ENDING}`);
  const orAbsent = <Answer>(error: unknown, absent: Answer): Answer => {
    if (fileErrorCode(error) === 'ENOENT') return absent;
    throw fileFailure(`the reports in ${folder}`, error);
  };
  async function newestFirst(): Promise<readonly string[]> {
    const names = await fs.list(folder).catch((error: unknown) => orAbsent(error, []));
    const ids = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    return ids.filter(isReportId).sort().reverse();
  }
  async function readLines(id: string): Promise<readonly string[] | undefined> {
    const content = await fs
      .read(pathOf(id), MAX_BYTES)
      .catch((error: unknown) => orAbsent(error, undefined));
    return content === undefined ? undefined : Buffer.from(content.bytes).toString('utf8').split('\n');
  }
  return {
    async put(id, entry, text) {
      if (!isReportId(id)) throw new RangeError('an id of a report is letters, digits and -');
      try {
        await ensureFolder(fs, folder);
        await fs.create(pathOf(id)).catch((error: unknown) => {
          if (fileErrorCode(error) !== 'EEXIST') throw error;
        });
        await fs.write(pathOf(id), Buffer.from(`${JSON.stringify(entry)}\n${text}\n`));
        await fs.syncFile(pathOf(id));
        await fs.syncFolder(folder);
        for (const old of (await newestFirst()).slice(maxReports)) await fs.remove(pathOf(old));
      } catch (error) {
        throw fileFailure(`the reports in ${folder}`, error);
      }
    },
    async get(id) {
      return isReportId(id) ? (await readLines(id))?.[1] : undefined;
    },
    async list() {
      const entries: unknown[] = [];
      for (const id of await newestFirst()) entries.push(parse((await readLines(id))?.[0]));
      return entries.filter((entry) => entry !== undefined);
    },
  };
}

/** A file that was torn by a power cut is passed over. */
function parse(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
