import { expect, test } from 'vitest';
import { putKidsLast } from '../../../provider/command/put-kids-last.js';
import { run } from './test-terminal.js';

const hyphened = `-${'Ab_-'.repeat(10)}9x`;

test.each([
  [['keys', 'revoke', hyphened, '--plan']],
  [['keys', 'acknowledge', 'gateway', hyphened, '--plan']],
])('%j takes the kid for a kid', (args) => {
  expect(putKidsLast(args)).toEqual([...args.filter((arg) => arg !== hyphened), '--', hyphened]);
});

test.each([
  [['keys', 'revoke', `a${hyphened.slice(1)}`, '--plan']],
  [['keys', 'revoke', '--plan', '--', hyphened]],
  [['keys', 'import', 'old.pem', '--kid', hyphened]],
  [['keys', 'revoke', `${hyphened}x`]],
  [['denylist', 'add', '--key-thumbprint', hyphened]],
])('%j stays as it is', (args) => {
  expect(putKidsLast(args)).toEqual(args);
});

test('a kid that begins with a hyphen reaches its verb', async () => {
  const nowhere = ['--config', '/nowhere/keyturn.config.json'];
  const { complained } = await run(['keys', 'export', hyphened, ...nowhere]);
  expect(complained).toContain('config_missing');
});
