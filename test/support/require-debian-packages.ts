import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describeMissingPackages, findMissingPackages, readPackageList } from './debian-packages.js';

/** Before the first interop test. Throws when a package is missing: a tier that is passed over proves nothing. */
export default function requireDebianPackages(): void {
  const list = new URL('../../.ci/debian-packages.txt', import.meta.url);
  const wanted = readPackageList(readFileSync(list, 'utf8'));
  const form = ['--show', `--showformat=\${Package} \${db:Status-Status}\\n`];
  // Where there is no dpkg-query there is no Debian, and everything is missing.
  const { stdout } = spawnSync('dpkg-query', [...form, ...wanted], { encoding: 'utf8' });
  const missing = findMissingPackages(wanted, stdout ?? '');
  if (missing.length > 0) throw new Error(describeMissingPackages(missing));
}
