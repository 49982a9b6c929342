import { resolve } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { openAuthorityFolder } from '../certificates/authority-files.js';
import type { AuthorityTerms } from '../certificates/choose-authority.js';
import { type DevelopmentAuthority, openAuthority } from '../certificates/development-authority.js';
import type { Terminal } from './terminal.js';

export const folderOption = ['--folder <folder>', 'where the CA lies', 'keyturn-ca'] as const;

/** What the command does not take from a configuration: D, and how long relying parties take to learn a root. */
export const terms = (leafLifetimeSeconds: number): AuthorityTerms => ({
  maxTokenLifetimeSeconds: 900,
  leewaySeconds: 60,
  maxClockOffsetSeconds: 60,
  rootDistributionSeconds: 604_800,
  leafLifetimeSeconds,
});

/** The CA in a folder, for the verbs that change or show it. @param leafLifetimeSeconds of what it issues, at most. */
export function openCaFolder(
  terminal: Terminal,
  folder: string,
  leafLifetimeSeconds = 1,
): Promise<DevelopmentAuthority> {
  const files = openAuthorityFolder(resolve(terminal.folder, folder));
  return openAuthority(files, systemClock, terms(leafLifetimeSeconds));
}
