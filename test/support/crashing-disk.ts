import type { FileContent, FileSystem } from '../../provider/stores/file-system.js';

/** Called before each operation; what it awaits is time that passes, what it throws ends the operation. */
export type BeforeOperation = (operation: string, path: string) => Promise<void> | void;
/** What a crash does with one thing that was not synced: true keeps it. */
export type Survives = () => boolean;

class DiskFile {
  bytes: Uint8Array = new Uint8Array();
  synced: Uint8Array = new Uint8Array();
}

class DiskFolder {
  readonly entries = new Map<string, DiskFile | DiskFolder>();
  synced = new Map<string, DiskFile | DiskFolder>();
  /** Changes of names since the last sync, oldest first. */
  pending: { readonly name: string; readonly entry: DiskFile | DiskFolder | undefined }[] = [];

  set(name: string, entry: DiskFile | DiskFolder | undefined): void {
    if (entry === undefined) this.entries.delete(name);
    else this.entries.set(name, entry);
    this.pending.push({ name, entry });
  }
}

/**
 * A disk in memory that tells what is in the page cache from what is on the plate. It is as unkind as POSIX allows: after
 * a crash, each change that was not synced is there or not, by itself; a list misses what comes or goes meanwhile.
 */
export class CrashingDisk implements FileSystem {
  readonly #root: DiskFolder;
  readonly #before: BeforeOperation;

  constructor(before: BeforeOperation = () => {}, root: DiskFolder = new DiskFolder()) {
    this.#before = before;
    this.#root = root;
  }

  /** The same disk, seen by another process. */
  seenBy(before: BeforeOperation): CrashingDisk {
    return new CrashingDisk(before, this.#root);
  }

  /** What is left after the power failed now. */
  afterPowerLoss(survives: Survives): CrashingDisk {
    return new CrashingDisk(undefined, crashFolder(this.#root, survives));
  }

  async list(path: string): Promise<readonly string[]> {
    await this.#before('list', path);
    const before = [...this.#folder(path).entries.keys()];
    await this.#before('list', path);
    const after = this.#folder(path).entries;
    return before.filter((name) => after.has(name));
  }

  async read(path: string, maxBytes: number): Promise<FileContent> {
    await this.#before('read', path);
    const { bytes } = this.#file(path);
    if (bytes.length > maxBytes) throw fileError('EFBIG');
    return { bytes, mode: 0o600 };
  }

  async create(path: string): Promise<void> {
    await this.#before('create', path);
    this.#setNew(path, new DiskFile());
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.#change('write', path, (file, part) => {
      file.bytes = bytes.slice(0, part * bytes.length);
    });
  }

  async append(path: string, bytes: Uint8Array): Promise<void> {
    const { folder, name } = this.#locate(path);
    if (!folder.entries.has(name)) folder.set(name, new DiskFile());
    const { bytes: old } = this.#file(path);
    await this.#change('append', path, (file, part) => {
      file.bytes = Buffer.concat([old, bytes.slice(0, part * bytes.length)]);
    });
  }

  async empty(path: string): Promise<void> {
    await this.#before('empty', path);
    this.#file(path).bytes = new Uint8Array();
  }

  async syncFile(path: string): Promise<void> {
    await this.#before('syncFile', path);
    const file = this.#file(path);
    file.synced = file.bytes;
  }

  async link(path: string, newPath: string): Promise<void> {
    await this.#before('link', newPath);
    this.#setNew(newPath, this.#file(path));
  }

  async remove(path: string): Promise<void> {
    await this.#before('remove', path);
    const { folder, name } = this.#locate(path);
    if (!folder.entries.has(name)) throw fileError('ENOENT');
    folder.set(name, undefined);
  }

  async makeFolder(path: string): Promise<string | undefined> {
    await this.#before('makeFolder', path);
    let folder = this.#root;
    let first: string | undefined;
    const names = partsOf(path);
    for (const [index, name] of names.entries()) {
      const found = folder.entries.get(name);
      if (found instanceof DiskFile) throw fileError('EEXIST');
      if (found === undefined) first ??= `/${names.slice(0, index + 1).join('/')}`;
      const next = found ?? new DiskFolder();
      if (found === undefined) folder.set(name, next);
      folder = next;
    }
    return first;
  }

  async syncFolder(path: string): Promise<void> {
    await this.#before('syncFolder', path);
    const folder = this.#folder(path);
    folder.synced = new Map(folder.entries);
    folder.pending = [];
  }

  /** A change of bytes: half done where the power fails in it. */
  async #change(
    operation: string,
    path: string,
    apply: (file: DiskFile, part: 0.5 | 1) => void,
  ): Promise<void> {
    try {
      await this.#before(operation, path);
    } catch (error) {
      apply(this.#file(path), 0.5);
      throw error;
    }
    apply(this.#file(path), 1);
  }

  #setNew(path: string, file: DiskFile): void {
    const { folder, name } = this.#locate(path);
    if (folder.entries.has(name)) throw fileError('EEXIST');
    folder.set(name, file);
  }

  #file(path: string): DiskFile {
    const { folder, name } = this.#locate(path);
    const file = folder.entries.get(name);
    if (!(file instanceof DiskFile)) throw fileError(file === undefined ? 'ENOENT' : 'EISDIR');
    return file;
  }

  #locate(path: string): { folder: DiskFolder; name: string } {
    const parts = partsOf(path);
    return { folder: this.#folder(parts.slice(0, -1).join('/')), name: parts.at(-1) ?? '' };
  }

  #folder(path: string): DiskFolder {
    let folder = this.#root;
    for (const name of partsOf(path)) {
      const next = folder.entries.get(name);
      if (!(next instanceof DiskFolder)) throw fileError(next === undefined ? 'ENOENT' : 'ENOTDIR');
      folder = next;
    }
    return folder;
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function fileError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function crashFolder(folder: DiskFolder, survives: Survives): DiskFolder {
  const names = new Map(folder.synced);
  for (const { name, entry } of folder.pending) {
    if (!survives()) continue;
    if (entry === undefined) names.delete(name);
    else names.set(name, entry);
  }
  const left = new DiskFolder();
  for (const [name, entry] of names)
    left.entries.set(
      name,
      entry instanceof DiskFolder ? crashFolder(entry, survives) : crashFile(entry, survives),
    );
  left.synced = new Map(left.entries);
  return left;
}

/** What was synced stays; of what was added since, all, half or nothing. */
function crashFile({ bytes, synced }: DiskFile, survives: Survives): DiskFile {
  const left = new DiskFile();
  const halfWay = Math.ceil((synced.length + bytes.length) / 2);
  if (bytes === synced || !survives()) left.bytes = synced;
  else left.bytes = survives() ? bytes : bytes.slice(0, halfWay);
  left.synced = left.bytes;
  return left;
}
