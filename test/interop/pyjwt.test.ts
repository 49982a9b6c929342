import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runDrill } from '../../provider/drills/create-drills.js';
import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import { plannedRotation } from '../../provider/drills/planned-rotation.js';
import type { Target, TargetAnswer } from '../../provider/scenario/world.js';

const script = fileURLToPath(new URL('pyjwt-party.py', import.meta.url));

/** Debian's PyJWT in a process of its own: a token a line in, an answer a line out. */
function startPyJwt(issuer: string): Target {
  const child = spawn('/usr/bin/python3', [script, issuer, DRILL_AUDIENCE], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting: ((answer: TargetAnswer) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { accepted, error } = JSON.parse(line) as { accepted: boolean; error?: string };
    waiting.shift()?.({ answer: accepted ? 'accepted' : 'refused', code: error ?? null, kidKnown: null });
  });
  return {
    present: ({ token }) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${token}\n`);
      }),
    close: () => void child.kill(),
  };
}

test('PyJWT at its defaults refuses nothing while our keys turn', async () => {
  const scenario = { ...plannedRotation, traffic: { ...plannedRotation.traffic, clients: 2 } };
  const { figures, rejects, events } = await runDrill(scenario, { startTarget: startPyJwt });
  expect(rejects).toEqual([]);
  expect(events).toMatchObject([{ do: 'rotate', outcome: 'done' }]);
  expect(figures.signingKids).toHaveLength(2);
  expect(figures.validTokensTried).toBeGreaterThan(300);
}, 60_000);
