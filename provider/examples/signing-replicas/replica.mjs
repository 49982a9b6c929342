// One signing replica, a process of its own. It shares nothing: no store, no key set, no key. What it has is a key that it
// made itself, a certificate about as short-lived as its tokens, and a way to ask its CA for the next one.
import { createPublicKey } from 'node:crypto';
import { systemClock } from '@keyturn/shared/clock';
import { createReplicaSigner, createRequestingUpstream } from 'keyturn/certificates';

const [issuer, terms] = [process.argv[2] ?? '', JSON.parse(process.argv[3] ?? '{}')];
const waiting = new Map();
let asked = 0;

/** Asks the CA, which knows from whom the question comes. A private key never leaves this process. */
function askForChain({ publicKey }) {
  asked += 1;
  const id = asked;
  const pem = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({
    format: 'pem',
    type: 'spki',
  });
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    process.send?.({ type: 'certify', id, publicKey: pem });
  });
}

const upstream = createRequestingUpstream('ES256', { uris: [issuer] }, askForChain);
const signer = createReplicaSigner({ issuer, upstream, terms, clock: systemClock });

async function sign(id) {
  try {
    const { token } = await signer.sign({
      typ: 'example+jwt',
      claims: ({ issuedAtSeconds, expiresAtSeconds }) => ({
        iss: issuer,
        aud: 'https://consumer.example',
        iat: issuedAtSeconds,
        exp: expiresAtSeconds,
      }),
    });
    process.send?.({ type: 'signed', id, token });
  } catch (error) {
    process.send?.({ type: 'signed', id, refused: error.code });
  }
}

process.on('message', ({ type, id, chain }) => {
  if (type === 'sign') void sign(id);
  const question = waiting.get(id);
  if (type !== 'chain' || question === undefined) return;
  waiting.delete(id);
  if (chain === null) question.reject(new Error('the CA does not certify this replica'));
  else question.resolve(chain);
});
process.on('disconnect', () => process.exit());
