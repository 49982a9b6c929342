import type { Authorities, Authority } from '../certificates/authority-ranks.js';

/** What `keyturn ca show` prints. Never a key. */
export function describeAuthorities({ roots, intermediates, revoked }: Authorities, asJson: boolean): string {
  const shown = [...roots, ...intermediates].map(describe);
  if (asJson) return JSON.stringify({ authorities: shown, revoked });
  const lines = shown.map(
    ({ rank, number, subject, notBefore, notAfter, sha256 }) =>
      `${rank} ${number}  ${subject}\n  from ${notBefore} to ${notAfter}\n  sha256 ${sha256}`,
  );
  return [...lines, `${revoked.length} certificates revoked`].join('\n');
}

function describe({ rank, number, certificate, life }: Authority) {
  return {
    rank,
    number,
    subject: certificate.subject.replaceAll('\n', ', '),
    notBefore: toText(life.notBeforeSeconds),
    notAfter: toText(life.notAfterSeconds),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

const toText = (seconds: number) => new Date(seconds * 1000).toISOString();
