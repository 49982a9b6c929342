import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

const left = new Set(['node_modules', '.git', '.keyturn', '.ready-lock']);

/** The checkout as built, in a folder of its own: what a README does there leaves no trace here. */
export class CheckoutCopy {
  readonly root = mkdtempSync(join(tmpdir(), 'keyturn-readme-'));

  constructor() {
    cpSync(repositoryRoot, this.root, {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !left.has(basename(path)),
    });
    for (const folder of ['.', 'shared', 'relying-party', 'provider']) {
      const modules = join(repositoryRoot, folder, 'node_modules');
      if (existsSync(modules)) symlinkSync(modules, join(this.root, folder, 'node_modules'));
    }
  }

  discard(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
