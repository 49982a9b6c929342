import { createProvider, type SingleIssuerInput } from 'keyturn';
import { expect, onTestFinished, test } from 'vitest';
import { createDrills } from '../../../provider/drills/create-drills.js';
import { reportSchema } from '../../../provider/scenario/report-schema.js';
import { findFreePort } from '../../support/free-port.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { run } from '../command/test-terminal.js';
import { handedOut } from '../http/seen.js';
import { adminRequest, cronRequest, sendRequest, testConfiguration } from '../http/test-provider.js';

withoutInterceptors();

/** On the system's clock, at the address that its issuer says. */
async function start(overrides: Partial<SingleIssuerInput> = {}) {
  const port = await findFreePort();
  const issuer = `http://127.0.0.1:${port}`;
  const rotation = {
    profile: 'drill' as const,
    rotationIntervalSeconds: 3600,
    series: [{ alg: 'ES256' as const }, { alg: 'ES256' as const, name: 'records' }],
  };
  // A test that waits asks more often than an operator.
  const rateLimits = { cronRequestsPerMinute: 100_000 };
  const configuration = { ...testConfiguration, issuer, rotation, rateLimits, records: {}, ...overrides };
  const provider = await createProvider(
    { ...configuration, cron: { ...configuration.cron, schedule: true } },
    { log: () => {}, drills: createDrills() },
  );
  await provider.listen({ host: '127.0.0.1', port });
  onTestFinished(() => provider.close());
  const call = (path: string, options = {}) => sendRequest(port, path, options);
  const activeKid = async () => (await provider.issuer().ring.signing()).kid;
  const isReady = async () => {
    const { verbs } = (await call('/admin/guards', adminRequest())).json as {
      verbs: Record<string, unknown>[];
    };
    return verbs.some(
      ({ verb, series, outcome }) => verb === 'rotate' && series === 'ES256' && outcome === 'would_do',
    );
  };
  return { issuer, call, activeKid, isReady, provider };
}

const live = (issuer: string) =>
  cronRequest({ 'content-type': 'application/json' }, JSON.stringify({ live: issuer }));
const cronOf = (...drills: readonly string[]) => ({
  cron: { ...testConfiguration.cron, drills: [...drills] },
});

test('the hard stop gives a ring back as it was, and the report is signed, listed and shown', async () => {
  const { issuer, call, activeKid, isReady, provider } = await start(cronOf('live:planned-rotation'));
  // The first standby waits its lead.
  const before = await activeKid();
  await expect.poll(isReady, { timeout: 60_000 }).toBe(true);
  const running = call('/cron/drills/planned-rotation', live(issuer));
  await expect.poll(activeKid, { timeout: 60_000 }).not.toBe(before);
  const stopped = await call('/admin/drills/stop', adminRequest({}));
  expect(stopped.json).toMatchObject({ name: 'planned-rotation', stoppedBy: 'admin:alice', hasEnded: true });
  const report = (await running).json;
  expect(report).toMatchObject({ stoppedBy: 'admin:alice', rejects: [] });
  expect(report.live).toMatchObject({
    issuer,
    restored: [{ series: 'ES256', kid: before, outcome: 'done' }],
  });
  expect(await activeKid()).toBe(before);
  const listed = (await call('/admin/drills/reports', adminRequest())).json.reports;
  expect(listed).toMatchObject([{ id: report.id, live: issuer, by: 'cron', isSigned: true }]);
  const id = String(report.id);
  const environment = { KEYTURN_ADMIN_CREDENTIAL: handedOut.adminCredential };
  const reports = (...args: string[]) => run(['drill', 'reports', ...args, '--url', issuer], { environment });
  expect((await reports()).said).toMatch(new RegExp(`^\\w+ +${id} {2}by cron {2}on ${issuer}$`));
  expect((await reports(id)).said).toContain('because it was stopped before its end, by admin:alice');
  expect((await reports(id, '--svg')).said).toMatch(/^<svg.*rotate/s);
  expect(await reports('none')).toMatchObject({ complained: expect.stringContaining('report_unknown') });
  const kept = JSON.parse((await reports(id, '--json')).said);
  expect(reportSchema.parse(kept.report)).toMatchObject({ stoppedBy: 'admin:alice' });
  const { said: jwt } = await reports(id, '--jwt');
  const verify = (input: string, of = issuer) => run(['drill', 'verify', '-', '--issuer', of], { input });
  expect(await verify(jwt)).toMatchObject({ code: 0, said: expect.stringContaining(`${id} was signed by`) });
  const [head = '', , signature = ''] = jwt.split('.');
  const claims = { iss: issuer, iat: 1, jti: id, report: { ...kept.report, verdict: 'pass' } };
  const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  expect(await verify(forged)).toMatchObject({
    code: 1,
    complained: expect.stringContaining('report_not_authentic'),
  });
  // A token of the same issuer is no report.
  expect(
    await verify((await provider.issuer().sign({ aud: 'a', sub: 'b', client_id: 'c' })).token),
  ).toMatchObject({
    code: 1,
    complained: expect.stringContaining('report_not_authentic'),
  });
}, 300_000);

test('what takes keys away is never run against an issuer that is marked production', async () => {
  const { issuer, call, activeKid } = await start({ production: true, ...cronOf('live:emergency-standby') });
  const before = await activeKid();
  const answer = await call('/cron/drills/emergency-standby', live(issuer));
  expect([answer.status, answer.json.code]).toEqual([403, 'drill_destructive']);
  const unnamed = await call('/cron/drills/emergency-standby', cronRequest());
  expect([unnamed.status, unnamed.json.code]).toEqual([403, 'drill_not_allowed']);
  expect(await activeKid()).toBe(before);
});
