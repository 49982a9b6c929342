import type { Clock } from '@keyturn/shared/clock';
import type { DevelopmentAuthority } from '../certificates/development-authority.js';
import type { IssuerPaths } from './issuer-paths.js';
import type { MountDocument } from './public-document.js';

type PublishedAuthority = Pick<DevelopmentAuthority, 'rootsPem' | 'revocationLists'>;

/** Signing a list costs; asking for one must not. */
export const LIST_KEPT_MILLISECONDS = 5000;

/**
 * What relying parties of the built-in CA need: `/ca`, every root that they should know now, PEM; `/crl`, the list of the
 * authority that certifies now, DER (RFC 5280 section 4.2.1.13, RFC 2585); `/crl.pem`, the lists of every authority.
 */
export function mountAuthority(
  mount: MountDocument,
  paths: Pick<IssuerPaths, 'ca' | 'crl' | 'crlPem'>,
  authority: PublishedAuthority,
  clock: Clock,
): void {
  const lists = keepFor(clock, () => authority.revocationLists());
  mount(paths.ca, async (ctx) => {
    ctx.body = await authority.rootsPem();
    ctx.set('Content-Type', 'application/x-pem-file');
    ctx.set('Cache-Control', 'public, max-age=60');
  });
  mount(paths.crl, async (ctx) => {
    ctx.body = Buffer.from((await lists())[0] ?? []);
    ctx.set('Content-Type', 'application/pkix-crl');
    ctx.set('Cache-Control', 'public, max-age=60');
  });
  mount(paths.crlPem, async (ctx) => {
    ctx.body = (await lists()).map(toPem).join('');
    ctx.set('Content-Type', 'application/x-pem-file');
    ctx.set('Cache-Control', 'public, max-age=60');
  });
}

function toPem(list: Uint8Array): string {
  const lines = Buffer.from(list)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN X509 CRL-----\n${lines}-----END X509 CRL-----\n`;
}

/** What fails is not kept. */
function keepFor<Result>(clock: Clock, make: () => Promise<Result>): () => Promise<Result> {
  let kept: Promise<Result> | undefined;
  let madeAtMilliseconds = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonicMilliseconds();
    if (kept !== undefined && now - madeAtMilliseconds < LIST_KEPT_MILLISECONDS) return kept;
    madeAtMilliseconds = now;
    kept = make();
    kept.catch(() => {
      kept = undefined;
    });
    return kept;
  };
}
