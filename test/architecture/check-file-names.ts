import type { Repository } from './repository.js';

const drawers = ['util', 'utils', 'helper', 'helpers', 'common', 'types', 'constants', 'misc', 'lib'];
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;

/** A file is named after its subject, in kebab case; a drawer for everything has none. */
export function checkFileNames({ files }: Repository): string[] {
  return files.flatMap(({ path }) =>
    path
      .split('/')
      // The dot of a dot-folder is the one thing that is not a name.
      .map((part) => part.replace(/^\./, ''))
      .flatMap((part) => [
        ...(kebabCase.test(part) ? [] : [`${path}: ${part} is not kebab case`]),
        ...(drawers.includes(part.split('.', 1)[0] ?? '') ? [`${path}: ${part} names no subject`] : []),
      ]),
  );
}
