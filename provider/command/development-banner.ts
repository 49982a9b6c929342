import { sample } from '../configuration/development.js';
import type { Issuer } from '../open-issuer.js';
import { keyInState, seriesOf } from '../ring/key-ring.js';
import { readyAtSeconds } from '../ring/windows.js';

/** What `--dev` prints: that it is no place for real tokens, and three commands that run as they stand. */
export async function developmentBanner({ url: issuer, ring }: Issuer, nowSeconds: number): Promise<string> {
  const waitSeconds = await rotationWaitSeconds(ring, nowSeconds);
  const { clientId, clientSecret, audience, cronCredential } = sample;
  return `
  ************************************************************************
  *  DEVELOPMENT MODE: sample secrets, short keys' lives, loopback only. *
  *  Never use it for tokens that matter.                                *
  ************************************************************************

  issuer ${issuer}   keys in .keyturn/   client ${clientId}   audience ${audience}

  1. get a token
     TOKEN=$(curl -s -u ${clientId}:${clientSecret} -d grant_type=client_credentials ${issuer}/token | node -p "JSON.parse(fs.readFileSync(0)).access_token")

  2. verify it
     npx keyturn verify --allow-loopback --issuer ${issuer} --audience ${audience} $TOKEN

  3. turn the keys${waitSeconds > 0 ? ` (granted ${waitSeconds} s from now; before that the answer says why not)` : ' (after a rotation the answer says how long to wait for the next)'}
     curl -s -X POST -H "Authorization: Bearer ${cronCredential}" ${issuer}/cron/rotate
`;
}

/** Until the standby of every series has been published for its whole lead. */
async function rotationWaitSeconds(ring: Issuer['ring'], nowSeconds: number): Promise<number> {
  const { ring: keys } = await ring.look();
  const readyAt = ring.policy.series.map(({ name, parties }) => {
    const standby = keyInState(seriesOf(keys, name), 'standby');
    return standby === undefined ? nowSeconds : readyAtSeconds(standby, parties);
  });
  return Math.max(0, Math.ceil(Math.max(...readyAt) - nowSeconds));
}
