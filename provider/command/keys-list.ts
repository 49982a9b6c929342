import { type ListedKey, listKeys } from '../ring/list-keys.js';
import { exitCodes } from './exit-code.js';
import { openConfiguredRing } from './open-configured-ring.js';
import { type RingVerbFlags, ringCommand } from './ring-command.js';
import type { Verb } from './verb.js';

/** `keyturn keys list`. */
export const keysListVerb: Verb = (terminal, done) =>
  ringCommand('list', 'every published key, its state and what comes next').action(
    async (flags: RingVerbFlags) => {
      const { ring } = await openConfiguredRing(terminal, flags);
      const { ring: settled, nowSeconds } = await ring.look();
      await ring.close();
      const keys = listKeys(settled, ring.policy);
      if (flags.json === true)
        terminal.say(JSON.stringify({ issuer: ring.issuer, epoch: settled.epoch, keys }));
      else {
        terminal.say(`${ring.issuer}  epoch ${settled.epoch}`);
        for (const key of keys) terminal.say(describeKey(key, nowSeconds));
      }
      done(exitCodes.done);
    },
  );

function describeKey({ series, kid, state, next }: ListedKey, nowSeconds: number): string {
  const when = next === null ? '' : `${next.what} ${describeWhen(next.atSeconds - nowSeconds)}`;
  return `  ${series.padEnd(10)} ${state.padEnd(8)} ${kid}  ${when}`.trimEnd();
}

function describeWhen(inSeconds: number): string {
  return inSeconds <= 0 ? 'now' : `in ${Math.ceil(inSeconds)} s`;
}
