import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the public suites lie, which are not part of this repository; undefined where they are not at hand. */
export function findVectors(): string | undefined {
  const folder =
    process.env.KEYTURN_VECTORS ?? fileURLToPath(new URL('../../../shared/vectors', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}
