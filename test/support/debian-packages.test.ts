import { expect, test } from 'vitest';
import { describeMissingPackages, findMissingPackages, readPackageList } from './debian-packages.js';

test('a list has one package a line, comments aside', () => {
  expect(readPackageList('# why\npython3-jwt\n\n  curl # for hand use\n')).toEqual(['python3-jwt', 'curl']);
});

test('what is half installed, removed or unknown is missing', () => {
  const statuses = 'python3-jwt installed\ncurl config-files\nnginx half-installed\n';
  expect(findMissingPackages(['python3-jwt', 'curl', 'nginx', 'python3'], statuses)).toEqual([
    'curl',
    'nginx',
    'python3',
  ]);
  expect(findMissingPackages(['curl'], '')).toEqual(['curl']);
});

test('the message names what to install, and how', () => {
  expect(describeMissingPackages(['curl', 'nginx'])).toMatch(
    /not installed: curl, nginx\n.*apt-get install .* curl nginx$/,
  );
});
