import type { RequestListener } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
import { certificateForgeries } from '../../../provider/drills/certificate-forgeries.js';
import {
  type CertificateSabotage,
  prepareCertificates,
  startCertificateIssuer,
} from '../../../provider/drills/certificate-issuer.js';
import { certificateLifeCycle } from '../../../provider/drills/certificate-life-cycle.js';
import { createCertificateTarget } from '../../../provider/drills/certificate-target.js';
import { certificateTerms } from '../../../provider/drills/certificate-terms.js';
import { runDrill } from '../../../provider/drills/create-drills.js';
import type { Sabotage } from '../../../provider/drills/drill-issuer.js';
import { runVirtual } from '../../../provider/scenario/run-virtual.js';
import type { CertificateChange } from '../../../provider/scenario/world.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';

withoutInterceptors();
beforeAll(prepareCertificates);

const { traffic, bars } = certificateLifeCycle;

test('certificates turn, are renewed, revoked and end under traffic: nothing valid is refused (D24)', async () => {
  // Every second token of the drill.
  const thinned = { ...certificateLifeCycle, traffic: { ...traffic, pauseMilliseconds: 1000 } };
  const report = await runDrill(thinned, { clock: 'virtual' });
  expect(report.rejects).toEqual([]);
  expect(report.reasons).toEqual([]);
  expect(report.verdict).toBe('pass');
  for (const { what, code } of certificateForgeries)
    for (const answer of Object.keys(report.figures.badTokenAnswers[what] ?? { nothing: 0 }))
      expect([code].flat()).toContain(answer);
  expect(report.figures.badTokenAnswers['stolen key']).toMatchObject({ x5c_revoked: expect.any(Number) });
  expect(report.figures.exposureTailSeconds).toBeLessThanOrEqual(
    certificateLifeCycle.emergency?.exposureSeconds ?? 0,
  );
});

/** Only what a twin breaks, in short and with a few clients; what is left out is no evidence either. */
function playTwin(
  durationSeconds: number,
  events: readonly { readonly atSeconds: number; readonly do: CertificateChange }[],
  sabotage?: Sabotage,
  broken?: CertificateSabotage,
) {
  const twin = {
    ...certificateLifeCycle,
    durationSeconds,
    traffic: { ...traffic, clients: 3, pauseMilliseconds: 1000 },
    events,
    bars: { ...bars, validTokensTried: 50, signingKids: 3, badTokensTried: 0, refusedToSign: 0 },
  };
  return runVirtual(twin, (stage) => ({
    startIssuer: () => startCertificateIssuer(stage, () => {}, sabotage, broken),
    startTarget: (issuer) => createCertificateTarget(stage, issuer),
  }));
}

/** Another document at one path; everything else is untouched. */
const answerAt =
  (path: string, change: (document: string) => string): Sabotage =>
  (handler) =>
  (request, response) => {
    if (request.url !== path) return (handler as RequestListener)(request, response);
    const end = response.end.bind(response);
    response.end = ((body?: Buffer | string) => {
      const changed = change(String(body ?? ''));
      response.setHeader('content-length', Buffer.byteLength(changed));
      return end(changed);
    }) as typeof response.end;
    return (handler as RequestListener)(request, response);
  };

const blocksOf = (pem: string) => pem.match(/-----BEGIN[\s\S]*?-----END [A-Z0-9 ]+-----\n/g) ?? [];

test('the twin whose leaf is outlived by its tokens fails (X2)', async () => {
  const signerTerms = { ...certificateTerms, leewaySeconds: -10 };
  const report = await playTwin(28, [{ atSeconds: 2, do: 'stop-certifying' }], undefined, { signerTerms });
  expect(report.verdict).toBe('fail');
  expect(report.rejects[0]).toMatchObject({ code: 'x5c_token_outlives_certificate', answer: 'refused' });
});

test('the twin whose new root is used before parties have it fails (X3)', async () => {
  const authorityTerms = { ...certificateTerms, rootDistributionSeconds: -2 };
  // Just before signers renew.
  const report = await playTwin(30, [{ atSeconds: 9, do: 'add-root' }], undefined, { authorityTerms });
  expect(report.verdict).toBe('fail');
  const codes = new Set(report.rejects.map(({ code }) => code));
  expect(codes).toContain('x5c_untrusted');
  // Where the root was read in time, the list of its intermediate was not.
  expect([...codes].filter((code) => code !== 'x5c_revocation_unknown')).toEqual(['x5c_untrusted']);
});

test('the twin whose old root is dropped at once fails (X3)', async () => {
  const newestAlone = answerAt('/ca', (pem) => blocksOf(pem).at(-1) ?? '');
  const report = await playTwin(30, [{ atSeconds: 2, do: 'add-root' }], newestAlone);
  expect(report.verdict).toBe('fail');
  expect(report.rejects[0]).toMatchObject({ code: 'x5c_untrusted', answer: 'refused' });
});

test('the twin whose intermediate certifies before its list is read fails: who keeps lists knows nothing of it', async () => {
  const authorityTerms = { ...certificateTerms, rootDistributionSeconds: -2 };
  const report = await playTwin(
    20,
    [
      { atSeconds: 7, do: 'add-intermediate' },
      { atSeconds: 8, do: 'rob-signer' },
    ],
    undefined,
    { authorityTerms },
  );
  expect(report.verdict).toBe('fail');
  expect(report.rejects[0]).toMatchObject({ code: 'x5c_revocation_unknown', answer: 'refused' });
});

test('the twin whose revocation is swallowed fails: a thief is believed after the bound', async () => {
  let first: string | undefined;
  const neverNewer = answerAt('/crl.pem', (lists) => {
    first ??= lists;
    return first;
  });
  const report = await playTwin(34, [{ atSeconds: 8, do: 'rob-signer' }], neverNewer);
  expect(report.verdict).toBe('fail');
  expect(report.figures.lateAccepts).toBeGreaterThan(0);
  expect(report.figures.falseRejects).toBe(0);
});

test('the twin whose stale list is believed fails: nobody can say whether its certificates are revoked', async () => {
  const what = 'certificate whose revocation list is stale';
  const events = [{ atSeconds: 2, do: 'add-intermediate' }] as const;
  const sound = await playTwin(14, events);
  expect(Object.keys(sound.figures.badTokenAnswers[what] ?? {})).toEqual(['x5c_revocation_unknown']);
  expect(sound.figures.falseAccepts).toBe(0);
  const report = await playTwin(14, events, undefined, { staleListEndsInSeconds: 3600 });
  expect(report.verdict).toBe('fail');
  expect(report.figures.badTokenAnswers[what]).toMatchObject({ accepted: expect.any(Number) });
  expect(report.figures.falseAccepts).toBe(report.figures.badTokenAnswers[what]?.accepted);
  expect(report.figures.falseRejects).toBe(0);
});
