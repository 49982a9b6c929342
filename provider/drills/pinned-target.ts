import type { Stage } from '../scenario/stage.js';
import type { Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import type { PinnedCopy } from './pinned-copy.js';
import { askVerifier, openPartyVerifier } from './verifier-target.js';

/** Our own verifier with its keys in its configuration: it never fetches, and is started anew where that was changed. */
export function createPinnedTarget(stage: Stage, issuer: string, copy: PinnedCopy): Target {
  const start = (keys: PinnedCopy['keys']) => ({
    keys,
    target: askVerifier(
      openPartyVerifier(stage, {
        issuers: [{ issuer, audience: DRILL_AUDIENCE, discovery: { jwks: { keys } } }],
        allowLoopback: true,
        durations: 'drill',
      }),
    ),
  });
  let running = start(copy.keys);
  return {
    async present(issued) {
      if (running.keys !== copy.keys) {
        running.target.close();
        running = start(copy.keys);
      }
      const answer = await running.target.present(issued);
      return { ...answer, kidKnown: copy.keys.some(({ kid }) => kid === issued.kid) };
    },
    close: () => running.target.close(),
  };
}
