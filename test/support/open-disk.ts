import type { FileSystem } from '../../provider/stores/file-system.js';
import type { CrashingDisk } from './crashing-disk.js';

/** The disk as an object whose operations can be replaced one by one. */
export function openly(disk: CrashingDisk): FileSystem {
  return {
    list: (path) => disk.list(path),
    read: (path, maxBytes) => disk.read(path, maxBytes),
    create: (path) => disk.create(path),
    write: (path, bytes) => disk.write(path, bytes),
    append: (path, bytes) => disk.append(path, bytes),
    empty: (path) => disk.empty(path),
    syncFile: (path) => disk.syncFile(path),
    link: (path, newPath) => disk.link(path, newPath),
    remove: (path) => disk.remove(path),
    makeFolder: (path) => disk.makeFolder(path),
    syncFolder: (path) => disk.syncFolder(path),
  };
}
