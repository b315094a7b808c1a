import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';

/** Like an application's development build: the handlers in MSW's worker, and the tracker. */
const APP = `
  import { handlers } from '@onevault/mock-server/msw';
  import { OneVaultTracker } from '@onevault/tracker';
  import { setupWorker } from 'msw/browser';

  const tracking = handlers({ apiBaseUrl: 'https://track.example' });
  await setupWorker(...tracking).start({ quiet: true, onUnhandledRequest: 'bypass' });
  window.tracking = tracking;
  window.tracker = new OneVaultTracker(tracking.trackerOptions);
`;

let browser: Browser;
let site: Server;
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: APP, sourcefile: 'app.js', resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    splitting: true,
    outdir: '/',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  const worker = readFileSync(fileURLToPath(import.meta.resolve('msw/mockServiceWorker.js')));
  const files: Record<string, readonly [type: string, content: string | Uint8Array]> = {
    '/': ['text/html', '<!doctype html><title>App</title><script type="module" src="/stdin.js"></script>'],
    ...Object.fromEntries(outputFiles.map(({ path, text }) => [path, ['text/javascript', text] as const])),
    '/mockServiceWorker.js': ['text/javascript', worker],
  };
  site = createServer(({ url = '' }, response) => {
    const [type, content] = files[url] ?? ['text/plain', ''];
    response.setHeader('Content-Type', type).end(content);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});

test('in MSW’s worker in a browser the handlers receive the tracker’s events, with faults', async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await page.waitForFunction('window.tracker !== undefined');
  const seen = await page.evaluate(`(async () => {
    tracking.faults.add({ fault: 'drop_after', first: 1 });
    tracker.trackEvent('signup', { plan: 'pro' });
    const [event] = await tracking.waitFor({ event_type: 'signup', where: { plan: 'pro' } });
    await tracker.flush();
    const { summary } = await tracker.getDashboardData();
    const missing = await tracking.waitFor({ event_type: 'signup', where: { plan: 'free' }, timeoutMs: 0 }).catch(String);
    return { stage: event.stage, faults: tracking.faults.list(), ledger: await tracking.ledger(), summary, missing };
  })()`);
  expect(seen).toMatchObject({
    stage: 'business',
    faults: [{ fault: 'drop_after', hit: 1 }],
    ledger: { stored: 1, rejected: 0, lost: 0 },
    // Loaded on request.
    summary: { total_events: 1 },
    missing: expect.stringContaining('plan: expected "free", got "pro"'),
  });
});
