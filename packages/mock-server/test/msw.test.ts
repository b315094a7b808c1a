import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { setupServer } from 'msw/node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handlers, type TrackingHandlers } from '../src/msw/index.ts';
import '../src/vitest/index.ts';

const API = 'https://track.example/base';
let tracking: TrackingHandlers;
let msw: ReturnType<typeof setupServer>;
beforeEach(() => {
  tracking = handlers({ apiBaseUrl: `${API}/`, customerId: 'acme', apiToken: 'secret' });
  msw = setupServer(...tracking);
  msw.listen({ onUnhandledRequest: 'error' });
});
afterEach(async () => {
  msw.close();
  await tracking.close();
});

const send = (body: object, path = '/api/v1/track') =>
  fetch(API + path, {
    method: 'POST',
    headers: { 'X-Customer-ID': 'acme', Authorization: 'Bearer secret', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

test('answers as the server does, and the same assertions hold', async () => {
  expect(await (await send({ event_type: 'signup', event_data: { plan: 'pro' } })).json()).toMatchObject({
    success: true,
    processing_status: 'complete',
  });
  await send([{ event_type: 'later' }, { page_url: 5 }], '/api/v1/track/async');
  await expect(tracking).toHaveTracked('signup', { plan: 'pro' });
  await expect(tracking).toHaveTrackedTimes('later', 1);
  expect(await tracking.rejected()).toMatchObject([{ stage: 'refused', reason: { pointer: '/page_url' } }]);
  expect((await fetch(`${API}/api/v1/track/status`)).status).toBe(400);
  expect(tracking.trackerOptions).toEqual({ apiBaseUrl: API, customerId: 'acme', apiToken: 'secret' });
});

test('handlers for one environment refuse events of another', async () => {
  const marked = handlers({ apiBaseUrl: API, customerId: 'acme', apiToken: 'secret', environment: 'production' });
  msw.resetHandlers(...marked);
  const response = await send({ event_id: 'evt_ci', event_data: { automated: true } });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({
    error_code: 'WRONG_ENVIRONMENT',
    rejected: [{ index: 0, event_id: 'evt_ci', error_code: 'WRONG_ENVIRONMENT' }],
  });
  expect((await send({ event_type: 'signup' })).status).toBe(200);
  await expect(marked).toHaveTrackedTimes('signup', 1);
  expect(await marked.rejected()).toMatchObject([{ event_id: 'evt_ci', reason: { rule: 'wrong_environment' } }]);
  expect(marked.trackerOptions).toMatchObject({ environment: 'production' });
  await marked.close();
});

test('streams what happens, until the reader stops or the handlers close', async () => {
  const headers = { 'X-Customer-ID': 'acme', Authorization: 'Bearer secret' };
  const open = async (signal?: AbortSignal) => {
    const { body } = await fetch(`${API}/api/v1/track/stream`, { headers, ...(signal && { signal }) });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain(': live');
    return reader;
  };
  // As many as a customer may have, and one more. MSW keeps a copy of each answer, so a reader that only stops is not
  // noticed: a page that leaves aborts its request.
  for (let n = 0; n <= 50; n += 1) {
    const gone = new AbortController();
    await open(gone.signal);
    gone.abort();
  }
  const reader = await open();
  await send({ event_id: 'evt_streamed' });
  expect((await reader?.read())?.value).toMatch(
    /^id: .+\nevent: track\ndata: \{"event_id":"evt_streamed",.*"stage":"business"/,
  );
  const ended = reader?.read();
  await tracking.close();
  expect(await ended).toEqual({ done: true, value: undefined });
});

test('leaves requests outside the API to other handlers', async () => {
  await expect(fetch(`${API}/api/v1/orders`)).rejects.toThrow();
  await expect(fetch('https://elsewhere.example/api/v1/track', { method: 'POST' })).rejects.toThrow();
});

test('has faults, the clock and waits', async () => {
  tracking.faults.add({ fault: 'drop_after', first: 1 });
  await expect(send({ event_id: 'evt_1', event_type: 'order' })).rejects.toThrow('Failed to fetch');
  expect(await (await send({ event_id: 'evt_1', event_type: 'order' })).json()).toMatchObject({ duplicate: true });
  tracking.faults.add({ fault: 'set_aside', first: 1 });
  await send({ event_id: 'evt_2', event_type: 'order' });
  await tracking.clock.advance('10 s');
  expect(await tracking.waitFor({ event_type: 'order', count: 2 })).toHaveLength(2);
  expect(() => tracking.faults.add({ fault: 'refuse_preflight' })).toThrow('MSW answers before there is a preflight');
  await tracking.reset();
  expect(await tracking.events()).toEqual([]);
});

test.each([
  [undefined, 'apiBaseUrl is missing'],
  ['track.example', '"track.example" is not a url'],
])('%j as apiBaseUrl fails with what to give instead', (apiBaseUrl, what) => {
  expect(() => handlers(apiBaseUrl === undefined ? {} : { apiBaseUrl })).toThrow(
    `Failed to make the handlers: ${what}. Please give the tracker's, such as "https://track.example".`,
  );
});

test('closing warns about what a test left behind', async () => {
  const warnings: string[] = [];
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation((message) => void warnings.push(String(message)));
  const left = handlers({ apiBaseUrl: API });
  left.faults.add({ fault: 'stall', nth: 3 });
  await left.close();
  emit.mockRestore();
  expect(warnings).toEqual([expect.stringContaining('fault {"fault":"stall","nth":3} that no request met')]);
});

describe('in a browser', () => {
  const BUDGET_BYTES = 33 * 1024;

  test('needs no Node, no database and no more bytes than its budget', async () => {
    const { outputFiles, metafile } = await build({
      stdin: {
        contents: "export { handlers } from '@onevault/mock-server/msw';",
        resolveDir: fileURLToPath(new URL('../../../examples/shared', import.meta.url)),
      },
      bundle: true,
      splitting: true,
      outdir: 'bundle',
      minify: true,
      format: 'esm',
      platform: 'browser',
      external: ['msw'],
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
    expect(imports.filter((path) => /^node:|pglite|\/pg\/|fastify|pino|prom-client|bowser/.test(path))).toEqual([]);
    const sizeOf = (path: string) => {
      const file = outputFiles.find((one) => one.path.endsWith(path));
      return gzipSync(file?.contents ?? new Uint8Array(), { level: 9 }).length;
    };
    const sizes = filesAtOnce(metafile.outputs).map(sizeOf);
    expect(sizes.every((size) => size > 30)).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET_BYTES);
  });

  test('modules that need Node cannot be bundled by mistake', async () => {
    const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect([exports['./testing'].browser, exports['./playwright'].browser]).toEqual([null, null]);
  });
});

/** The entry and all its static imports. */
function filesAtOnce(outputs: Metafile['outputs']): string[] {
  const entry = Object.keys(outputs).find(
    (path) => outputs[path]?.entryPoint !== undefined && path.endsWith('stdin.js'),
  );
  const found = new Set<string>();
  const add = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) add(next);
    }
  };
  add(entry ?? 'no entry');
  return [...found];
}
