/** The names in a list with one package a line; `#` begins a comment. */
export const readPackageList = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');

/**
 * Which of the wanted packages are not installed.
 * @param statuses lines of `dpkg-query`: package and status, as in `python3-jwt installed`.
 */
export function findMissingPackages(wanted: readonly string[], statuses: string): string[] {
  const installed = new Set(
    statuses.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ', 1)[0]] : [])),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** What to do about it. */
export const describeMissingPackages = (missing: readonly string[]): string =>
  `npm run test:interop needs Debian packages that are not installed: ${missing.join(', ')}\n` +
  `  apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
