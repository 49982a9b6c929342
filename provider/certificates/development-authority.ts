import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import type { AuthorityFiles } from './authority-files.js';
import { generateAuthorityKey } from './authority-key.js';
import type { Authorities, Authority, AuthorityRank } from './authority-ranks.js';
import {
  BACKDATED_SECONDS,
  certificateFile,
  keyFile,
  readAuthorities,
  readAuthority,
  revokedFile,
} from './authority-ranks.js';
import { CertificateError } from './certificate-error.js';
import type { CertificateNames } from './certificate-upstream.js';
import {
  type AuthorityTerms,
  intermediateInUse,
  isIntermediateDue,
  rootInUse,
  rootsToOffer,
} from './choose-authority.js';
import { issueIntermediate, issueRoot, issueSigner } from './issue-certificate.js';
import { issueRevocationList } from './revocation-list.js';

const YEAR_SECONDS = 31_536_000;
const ROOT_LIFE_SECONDS = 10 * YEAR_SECONDS;
const INTERMEDIATE_LIFE_SECONDS = YEAR_SECONDS;
/** How long a revocation list is good for. */
const LIST_LIFE_SECONDS = 86_400;

/** The built-in CA: a root, an intermediate, their revocation lists. For development, and for who runs no other. */
export interface DevelopmentAuthority {
  /** The roots that relying parties should know now, PEM. */
  rootsPem(): Promise<string>;
  /** Certifies a signer's key, for the longest life unless told; PEM, the leaf first. Rejects with CertificateError. */
  issue(names: CertificateNames, publicKey: KeyObject, lifetimeSeconds?: number): Promise<string>;
  /** Takes a certificate back, for good. @param serial hex. Rejects with CertificateError `serial_invalid`. */
  revoke(serial: string): Promise<void>;
  /** A list of each authority, DER; that of the intermediate in use first. */
  revocationLists(): Promise<readonly Uint8Array[]>;
  /** A further root. It certifies once relying parties had time to learn it (X3). */
  addRoot(): Promise<Authority>;
  /** A further intermediate under the root in use. It certifies once relying parties had time to read its list. */
  addIntermediate(): Promise<void>;
  describe(): Promise<Authorities>;
}

/**
 * Makes a CA where there is none, or goes on where the making of one was broken off. Rejects with CertificateError
 * `authority_exists`.
 */
export async function createAuthority(files: AuthorityFiles, clock: Clock): Promise<void> {
  const before = await files.read();
  if (before.has(certificateFile('intermediate', 1)))
    throw new CertificateError('authority_exists', 'there is a CA here already; nothing is overwritten');
  const root = before.has(certificateFile('root', 1))
    ? readAuthority(before, 'root', 1)
    : await addRootTo(files, 1, clock);
  await addIntermediateTo(files, 1, root, clock);
}

/** Opens a CA. Creates nothing. Rejects with CertificateError `authority_missing` or `authority_unreadable`. */
export async function openAuthority(
  files: AuthorityFiles,
  clock: Clock,
  terms: AuthorityTerms,
): Promise<DevelopmentAuthority> {
  const load = async () => readAuthorities(await files.read());
  await load();

  async function issuer(): Promise<Authority> {
    const authorities = await load();
    const nowSeconds = clock.nowSeconds();
    const root = currentRoot(authorities);
    const inUse = intermediateInUse(authorities, root, nowSeconds, terms);
    if (!isIntermediateDue(authorities, root, nowSeconds) && inUse !== undefined) return inUse;
    const added = await addIntermediateUnder(root, authorities);
    return inUse ?? added;
  }

  function currentRoot(authorities: Authorities): Authority {
    const root = rootInUse(authorities, clock.nowSeconds(), terms);
    if (root !== undefined) return root;
    throw new CertificateError('authority_missing', 'no root of the CA may certify yet');
  }

  async function addIntermediateUnder(root: Authority, { intermediates }: Authorities): Promise<Authority> {
    const number = Math.max(0, ...intermediates.map((each) => each.number)) + 1;
    return addIntermediateTo(files, number, root, clock).catch(async (error: unknown) => {
      // Another replica with the same folder was first: its intermediate is as good.
      if (!(error instanceof CertificateError) || error.code !== 'authority_exists') throw error;
      const newest = (await load()).intermediates.at(-1);
      if (newest === undefined) throw error;
      return newest;
    });
  }

  return {
    async rootsPem() {
      const offered = rootsToOffer(await load(), clock.nowSeconds(), terms);
      return offered.map(({ certificatePem }) => certificatePem).join('');
    },
    async issue(names, publicKey, lifetimeSeconds = terms.leafLifetimeSeconds) {
      const by = await issuer();
      const nowSeconds = Math.floor(clock.nowSeconds());
      // Begun 2D ago, it signs at once by X1 even where the clock that reads it is D behind.
      const life = {
        notBeforeSeconds: nowSeconds - 2 * terms.maxClockOffsetSeconds,
        notAfterSeconds: nowSeconds + Math.min(lifetimeSeconds, terms.leafLifetimeSeconds),
      };
      return `${await issueSigner(names, publicKey, life, by)}${by.certificatePem}`;
    },
    async revoke(serial) {
      const written = readSerial(serial);
      if ((await load()).revoked.some((each) => each.serial === written)) return;
      const revocation = { revokedAtSeconds: Math.floor(clock.nowSeconds()) };
      await files.add(revokedFile(written), `${JSON.stringify(revocation)}\n`).catch(ignoreExisting);
    },
    async revocationLists() {
      const { roots, intermediates, revoked } = await load();
      const thisUpdateSeconds = Math.floor(clock.nowSeconds());
      const plan = {
        revoked,
        number: thisUpdateSeconds,
        // Other clocks may be behind.
        thisUpdateSeconds: thisUpdateSeconds - terms.maxClockOffsetSeconds,
        nextUpdateSeconds: thisUpdateSeconds + LIST_LIFE_SECONDS,
      };
      const authorities = [...intermediates].reverse().concat(roots);
      return Promise.all(authorities.map((authority) => issueRevocationList(authority, plan)));
    },
    async addRoot() {
      const authorities = await load();
      const number = Math.max(...authorities.roots.map((each) => each.number)) + 1;
      // Its intermediate with it, so that who keeps revocation lists has that one's as early as the root.
      const root = await addRootTo(files, number, clock);
      await addIntermediateUnder(root, authorities);
      return root;
    },
    async addIntermediate() {
      const authorities = await load();
      await addIntermediateUnder(currentRoot(authorities), authorities);
    },
    describe: load,
  };
}

async function addRootTo(files: AuthorityFiles, number: number, clock: Clock): Promise<Authority> {
  const privateKey = await keyFor(files, 'root', number);
  const life = lifeFrom(clock, ROOT_LIFE_SECONDS);
  const pem = await issueRoot(`keyturn development root ${number}`, privateKey, life);
  return add(files, 'root', number, pem);
}

async function addIntermediateTo(
  files: AuthorityFiles,
  number: number,
  root: Authority,
  clock: Clock,
): Promise<Authority> {
  const privateKey = await keyFor(files, 'intermediate', number);
  const life = lifeFrom(clock, INTERMEDIATE_LIFE_SECONDS);
  const within = { ...life, notAfterSeconds: Math.min(life.notAfterSeconds, root.life.notAfterSeconds) };
  const name = `keyturn development intermediate ${number}`;
  const pem = await issueIntermediate(name, createPublicKey(privateKey), within, root);
  return add(files, 'intermediate', number, pem);
}

function lifeFrom(clock: Clock, seconds: number) {
  const nowSeconds = Math.floor(clock.nowSeconds());
  return { notBeforeSeconds: nowSeconds - BACKDATED_SECONDS, notAfterSeconds: nowSeconds + seconds };
}

/**
 * The key goes first: a certificate without its key would stop the CA. A key without a certificate is of one whose making
 * was broken off, or is going on in another process: nobody has relied on it, and it is as good as another.
 */
async function keyFor(files: AuthorityFiles, rank: AuthorityRank, number: number): Promise<KeyObject> {
  const name = keyFile(rank, number);
  if (!(await files.read()).has(name)) {
    const made = await generateAuthorityKey();
    await files.add(name, String(made.export({ format: 'pem', type: 'pkcs8' }))).catch(ignoreExisting);
  }
  return createPrivateKey((await files.read()).get(name) ?? '');
}

async function add(
  files: AuthorityFiles,
  rank: AuthorityRank,
  number: number,
  certificatePem: string,
): Promise<Authority> {
  await files.add(certificateFile(rank, number), certificatePem);
  return readAuthority(await files.read(), rank, number);
}

/** Another process was first, with what is as good. */
function ignoreExisting(error: unknown): void {
  if (!(error instanceof CertificateError) || error.code !== 'authority_exists') throw error;
}

/** As certificates show it: hex, colons allowed, whole octets. */
function readSerial(text: string): string {
  const serial = text.replaceAll(':', '').toLowerCase();
  if (/^([0-9a-f]{2}){1,20}$/.test(serial)) return serial;
  throw new CertificateError('serial_invalid', 'a serial number is hex, 1 to 20 octets');
}
