import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateError } from './certificate-error.js';
import { writeNew } from './key-file.js';

/** What the built-in CA keeps, by file name. Files are added, whole or not at all, and none ever changes. */
export interface AuthorityFiles {
  read(): Promise<ReadonlyMap<string, string>>;
  /** Never overwrites. Rejects with CertificateError `authority_exists`. */
  add(name: string, text: string): Promise<void>;
}

const KEY_FILE = /\.key$/;
const OWN_FILE = /^(root|intermediate)-\d{1,6}\.(key|pem)$|^revoked(-[0-9a-f]{2,40})?\.json$/;

/** The built-in CA in a folder: private keys 0600, certificates 0644. */
export function openAuthorityFolder(folder: string): AuthorityFiles {
  return {
    async read() {
      const names = (await readdir(folder).catch(ignoreMissing)).filter((name) => OWN_FILE.test(name));
      if (names.length > 0) await assertOwn();
      await Promise.all(names.filter((name) => KEY_FILE.test(name)).map(assertPrivate));
      const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      return new Map(names.map((name, at) => [name, texts[at] ?? '']));
    },
    async add(name, text) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeNew(join(folder, name), text, KEY_FILE.test(name) ? 0o600 : 0o644);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
        throw new CertificateError('authority_exists', `${name} is there already; nothing is overwritten`);
      }
    },
  };

  /** Who may take files away from a folder makes revoked certificates good again, and may bring keys of his own. */
  async function assertOwn(): Promise<void> {
    const { mode } = await stat(folder);
    if ((mode & 0o002) === 0) return;
    throw new CertificateError(
      'authority_unreadable',
      'the folder of the CA can be written to by every user of this machine: chmod 700 it, and see that its files are yours',
    );
  }

  async function assertPrivate(name: string): Promise<void> {
    const { mode } = await stat(join(folder, name));
    if ((mode & 0o077) === 0) return;
    throw new CertificateError(
      'authority_unreadable',
      `${name} can be read by other users of this machine: chmod 600 it, and make a new CA if they may have`,
    );
  }
}

/** The same for a CA that lives as long as its process. */
export function createAuthorityMemory(): AuthorityFiles {
  const files = new Map<string, string>();
  return {
    read: async () => new Map(files),
    async add(name, text) {
      if (files.has(name)) throw new CertificateError('authority_exists', `${name} is there already`);
      files.set(name, text);
    },
  };
}

function ignoreMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
