import type { Verifier } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';
import { issuerPaths } from '../http/issuer-paths.js';
import type { Stage } from '../scenario/stage.js';
import type { Target } from '../scenario/world.js';
import { PARTY_READS_EVERY_SECONDS } from './certificate-terms.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { HttpClient } from './http-client.js';
import { askVerifier, openPartyVerifier } from './verifier-target.js';

/**
 * Our own verifier of the path x5c as a party. It reads roots and revocation lists now and then, as an operator's script
 * would, and is started anew with them; a reading that fails leaves it with what it had.
 */
export function createCertificateTarget(stage: Stage, issuer: string): Target {
  const { clock, draw, network } = stage;
  const http = new HttpClient({ clock, connect: network.connect });
  const paths = issuerPaths(issuer);
  let cancel = () => {};
  let isClosed = false;
  let party = read();

  async function get(path: string): Promise<string> {
    const { status, body } = await http.send(`${issuer}${path}`, { method: 'GET' });
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return body;
  }

  async function read(): Promise<Target> {
    const [anchorsPem, crls] = await Promise.all([get(paths.ca), get(paths.crlPem)]);
    const trust = { trustPath: 'x5c', x5c: { anchorsPem, crls, requireThumbprint: true } } as const;
    const verifier: Verifier = openPartyVerifier(stage, {
      trustPaths: [x5c()],
      issuers: [{ issuer, audience: DRILL_AUDIENCE, ...trust }],
      allowLoopback: true,
      durations: 'drill',
    });
    return askVerifier(verifier);
  }

  function readAgain(afterSeconds: number): void {
    cancel = clock.after(afterSeconds * 1000, () => {
      const held = party;
      const next = read().catch(() => held);
      next.then(() => {
        party = next;
      });
      if (!isClosed) readAgain(PARTY_READS_EVERY_SECONDS);
    });
  }

  // Parties do not read in one second.
  readAgain(draw() * PARTY_READS_EVERY_SECONDS);
  return {
    async present(issued) {
      const { answer, code } = await (await party).present(issued);
      return { answer, code, kidKnown: null };
    },
    close() {
      isClosed = true;
      cancel();
      http.close();
    },
  };
}
