import { readFileSync } from 'node:fs';
import { instrumentVerifier } from '@keyturn/relying-party/opentelemetry';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { expect, onTestFinished, test } from 'vitest';
import type { Verifier } from '../../relying-party/create-verifier.js';
import type { VerifierEventName } from '../../relying-party/events.js';
import { counterName, eventCounters } from '../../relying-party/opentelemetry/event-counters.js';
import { VerificationRejection } from '../../relying-party/rejection.js';
import { accessToken, issuer, makeKey, makeVerifier, nowSeconds } from './made-tokens.js';

const key = makeKey('ES256');

/** A verifier under the SDK of OpenTelemetry, with all that it exported to be looked at. */
function makeStand(verifier: Verifier = makeVerifier([key])) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  // Longer than any test: they ask for what there is.
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const meters = new MeterProvider({ readers: [reader] });
  const spans = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const clock = new VirtualClock(nowSeconds);
  const instrumented = instrumentVerifier(verifier, {
    meter: meters.getMeter('test'),
    tracer: tracers.getTracer('test'),
    clock,
  });
  onTestFinished(() => meters.shutdown());
  const metrics = async () => {
    exporter.reset();
    await reader.forceFlush();
    return exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  };
  return { verifier: instrumented, clock, spans, metrics };
}

/** A verifier that does what the test says, and tells what the test says. */
function fakeVerifier(verify: Verifier['verify'] = () => Promise.reject(new Error('a fault'))) {
  const listeners = new Map<string, Set<(detail: never) => void>>();
  const verifier: Verifier = {
    ...makeVerifier([key]),
    verify,
    on(name, listener) {
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard.add(listener));
      return () => heard.delete(listener);
    },
  };
  const tell = (name: VerifierEventName, detail: object) => {
    for (const listener of listeners.get(name) ?? []) listener(detail as never);
  };
  return { verifier, tell, heard: () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0) };
}

const readme = readFileSync(new URL('../../relying-party/README.md', import.meta.url), 'utf8');
const rowsOf = (head: string) =>
  (readme.split(/\n\n+/).find((block) => block.startsWith(`| ${head} |`)) ?? '')
    .split('\n')
    .slice(2)
    .map((row) => row.slice(2, -2).split(' | '))
    .map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
const detail = { issuer: 'https://a.example', reason: 'some_reason', code: 'token_expired' };

test('every metric is in the table with its attributes, and no other', async () => {
  const { verifier: inner, tell } = fakeVerifier((token) => makeVerifier([key]).verify(token));
  const { verifier, metrics } = makeStand({
    ...inner,
    status: () => [
      { issuer, trustPath: 'discovery', keys: { state: 'fresh', ageSeconds: 7, epoch: 1, kids: ['a', 'b'] } },
    ],
  });
  for (const name of Object.keys(eventCounters) as VerifierEventName[]) tell(name, detail);
  await verifier.verify(accessToken(key));
  const told = (await metrics()).map(({ descriptor, dataPoints }) => [
    descriptor.name,
    Object.keys(dataPoints[0]?.attributes ?? {}).sort(),
  ]);
  const written = rowsOf('metric').map(([name, , attributes = '']) => [
    name,
    (attributes.split(', or ')[0] ?? '').split(/, | and /).sort(),
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(written));
  expect(told).toHaveLength(Object.keys(eventCounters).length + 3);
  expect(
    rowsOf('metric')
      .slice(3)
      .map(([name, , , what]) => [name, what]),
  ).toEqual(
    (Object.keys(eventCounters) as VerifierEventName[]).map((name) => [counterName(name), `event ${name}`]),
  );
});

test('an accepted token is measured and has a span', async () => {
  const inner = makeVerifier([key]);
  const { verifier, clock, spans, metrics } = makeStand({
    ...inner,
    verify: async (token) => {
      await clock.advanceSeconds(0.25);
      return inner.verify(token);
    },
  });
  await verifier.verify(accessToken(key));
  const duration = (await metrics()).find(
    ({ descriptor }) => descriptor.name === 'keyturn.verifier.duration',
  );
  expect(duration?.descriptor.unit).toBe('s');
  expect(duration?.dataPoints).toMatchObject([
    {
      attributes: { 'keyturn.issuer': issuer, 'keyturn.trust_path': 'discovery' },
      value: { count: 1, sum: 0.25 },
    },
  ]);
  const [span] = spans.getFinishedSpans();
  expect(span).toMatchObject({
    name: rowsOf('span')[0]?.[0],
    attributes: { 'keyturn.issuer': issuer, 'keyturn.trust_path': 'discovery' },
    status: { code: SpanStatusCode.UNSET },
  });
});

test('a refused token counts by its code and is no error of the service', async () => {
  const { verifier, spans, metrics } = makeStand();
  const refused = accessToken(key, { exp: nowSeconds - 60 });
  await expect(verifier.verify(refused)).rejects.toMatchObject({ code: 'token_expired' });
  const counter = (await metrics()).find(
    ({ descriptor }) => descriptor.name === 'keyturn.verifier.token_refused',
  );
  expect(counter?.dataPoints).toMatchObject([{ attributes: { 'error.type': 'token_expired' }, value: 1 }]);
  expect(spans.getFinishedSpans()).toMatchObject([
    { attributes: { 'error.type': 'token_expired' }, status: { code: SpanStatusCode.UNSET } },
  ]);
});

test.each([
  [new VerificationRejection('keys_unavailable', 'gone'), 'keys_unavailable'],
  [new Error('a fault of ours'), 'fault'],
])('%s is an error of the service', async (failure, code) => {
  const { verifier, spans } = makeStand(fakeVerifier(() => Promise.reject(failure)).verifier);
  await expect(verifier.verify('a.b.c')).rejects.toBe(failure);
  expect(spans.getFinishedSpans()).toMatchObject([
    { attributes: { 'error.type': code }, status: { code: SpanStatusCode.ERROR } },
  ]);
});

test('what only a token claims gets into no attribute', async () => {
  const { verifier, spans, metrics } = makeStand();
  const claims = { iss: 'https://made-up.example', sub: 'made-up-subject', jti: 'made-up-jti' };
  await verifier.verify(accessToken(key, claims, { kid: 'made-up-kid' })).catch(() => undefined);
  await verifier.verify(accessToken(key, {}, { kid: 'made-up-kid' })).catch(() => undefined);
  const exported = JSON.stringify([
    (await metrics()).map(({ dataPoints }) => dataPoints),
    spans.getFinishedSpans().map(({ attributes, events }) => [attributes, events]),
  ]);
  expect(exported).toContain('issuer_not_allowed');
  expect(exported).toContain('key_unknown');
  expect(exported).not.toContain('made-up');
});

test('close ends the listeners and the gauges with the verifier', async () => {
  const { verifier: inner, heard } = fakeVerifier();
  const { verifier, metrics } = makeStand(inner);
  expect(heard()).toBe(Object.keys(eventCounters).length);
  verifier.close();
  expect(heard()).toBe(0);
  const points = (await metrics()).filter(({ descriptor }) =>
    descriptor.name.startsWith('keyturn.verifier.keys.'),
  );
  expect(points.filter(({ dataPoints }) => dataPoints.length > 0)).toEqual([]);
});

test('without meter and tracer it is the verifier', async () => {
  const verifier = instrumentVerifier(makeVerifier([key]), {});
  expect((await verifier.verify(accessToken(key))).issuer).toBe(issuer);
});
