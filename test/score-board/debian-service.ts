import { type ChildProcess, spawnSync } from 'node:child_process';
import { HttpClient } from '../../provider/drills/http-client.js';
import { createUrlTarget } from '../../provider/drills/url-target.js';
import type { Target } from '../../provider/scenario/world.js';
import { findMissingPackages } from '../support/debian-packages.js';

/** A service in a process of its own. */
export interface StartedService {
  readonly url: string;
  readonly child: ChildProcess;
}

/** Tokens wait until it is there; where it never comes, each is no answer. */
export function serviceTarget(starting: Promise<StartedService>): Target {
  const target = starting.then(({ url }) => createUrlTarget(new HttpClient(), url));
  return {
    present: async (issued) => (await target).present(issued),
    close() {
      starting.then(({ child }) => child.kill()).catch(() => {});
      target.then((each) => each.close()).catch(() => {});
    },
  };
}

const query = (form: string, names: readonly string[]) =>
  // Where there is no dpkg-query there is no Debian, and everything is missing.
  spawnSync('dpkg-query', ['--show', `--showformat=${form}\\n`, ...names], { encoding: 'utf8' }).stdout ?? '';

export function debianVersions(...names: readonly string[]): Readonly<Record<string, string>> {
  const lines = query(`\${Package} \${Version}`, names).matchAll(/^(\S+) (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name, version]) => [name, version] as [string, string]));
}

/** Undefined: nothing is missing. */
export function describeWhatIsMissing(names: readonly string[]): string | undefined {
  const missing = findMissingPackages(names, query(`\${Package} \${db:Status-Status}`, names));
  if (missing.length === 0) return undefined;
  const cure = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  return `Debian packages are not installed: ${missing.join(', ')}; \`${cure}\``;
}
