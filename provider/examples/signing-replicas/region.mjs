// What the deployment knows of one replica: how to start it, ask it for tokens, and whether the CA still certifies it.
import { fork } from 'node:child_process';
import { createPublicKey } from 'node:crypto';

const program = new URL('replica.mjs', import.meta.url);

export function startReplica(name, { issuer, terms, authority }) {
  const child = fork(program, [issuer, JSON.stringify(terms)]);
  const waiting = new Map();
  const state = { certified: true };
  let asked = 0;

  async function certify({ id, publicKey }) {
    const chain = state.certified
      ? await authority.issue({ commonName: name, uris: [issuer] }, createPublicKey(publicKey))
      : null;
    if (child.connected) child.send({ type: 'chain', id, chain });
  }

  child.on('message', (message) => {
    if (message.type === 'certify') void certify(message);
    if (message.type === 'signed') waiting.get(message.id)?.(message);
    if (message.type === 'signed') waiting.delete(message.id);
  });
  // A process that dies answers nothing any more: its callers hear so, as behind any load balancer.
  child.on('exit', () => {
    for (const answer of waiting.values()) answer({ refused: 'gone' });
  });
  return {
    name,
    /** A token, or why there is none. */
    sign: () =>
      new Promise((resolve) => {
        if (!child.connected) return resolve({ refused: 'gone' });
        asked += 1;
        waiting.set(asked, resolve);
        child.send({ type: 'sign', id: asked });
      }),
    /** The CA certifies it no more. */
    disown() {
      state.certified = false;
    },
    stop: () => void child.kill(),
  };
}
