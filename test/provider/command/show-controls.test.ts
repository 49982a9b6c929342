import { expect, test, vi } from 'vitest';
import { processTerminal } from '../../../provider/command/process-terminal.js';

const hostile = 'a \u001b]0;title\u0007\u009b31m\u007f\r\u202egnp.exe\u2066';
const shown = 'a \\u001b]0;title\\u0007\\u009b31m\\u007f\\u000d\\u202egnp.exe\\u2066';

test.each(['stdout', 'stderr'] as const)('no word of others moves the terminal: %s', (stream) => {
  const write = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  const { say, complain } = processTerminal();
  const tell = stream === 'stdout' ? say : complain;
  tell(hostile);
  tell('näme\tvalue\nлиния');
  const json = JSON.stringify({ reason: hostile });
  tell(json);
  const written = write.mock.calls.map(([text]) => String(text));
  write.mockRestore();
  expect(written.slice(0, 2)).toEqual([`${shown}\n`, 'näme\tvalue\nлиния\n']);
  expect(JSON.parse(written[2] ?? '')).toEqual({ reason: hostile });
  expect(written[2]).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
});
