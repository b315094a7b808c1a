import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { findBlock } from '../../../scripts/docs/findBlock.ts';
import { type RunningCli, startCli } from '../../shared/startCli.ts';
import { serveShop } from './serveShop.ts';

let folder: string;
let browser: Browser;
let server: RunningCli;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onevault-stream-'));
  const files = Object.entries(serveShop()).flatMap(([prefix, path]) => ['--serve', `${prefix}=${path}`]);
  [server, browser] = await Promise.all([startCli(['--database', folder, ...files]), connectBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a page of another origin follows what happens, and resumes after its last message', async () => {
  // The same server under another name is another origin: each of its requests needs a preflight.
  const other = new URL(server.url);
  other.hostname = other.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${other.origin}/shop/contact.html`);
  const code = findBlock('docs/reading.md#live/2').code.replace('http://localhost:8000', server.url);
  await page.evaluate(`
    ${code}
    window.asked = [];
    const send = window.fetch;
    window.fetch = (url, options) => {
      const gone = new AbortController();
      window.cut = () => gone.abort();
      window.asked.push(options.headers['Last-Event-ID'] ?? '');
      return send(url, { ...options, signal: gone.signal });
    };
    window.seen = [];
    follow((event) => window.seen.push(event.event_id), new AbortController().signal, { event_type: 'order' });
    undefined;
  `);
  const seen = () => page.evaluate<string[]>('window.seen');
  const sent: string[] = [];
  const track = async (name: string) => {
    const response = await fetch(`${server.url}/api/v1/track`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' },
      body: JSON.stringify({ event_id: `evt_${name}`, event_type: 'order' }),
    });
    expect(response.status).toBe(200);
    sent.push(`evt_${name}`);
  };
  // It begins with what happens once it is open, which the page does not tell.
  while ((await seen()).length === 0) await track(`first_${sent.length}`);
  await page.evaluate('window.cut()');
  await track('meanwhile');
  await page.waitForFunction(`window.seen.includes('evt_meanwhile')`);
  await track('then');
  await page.waitForFunction(`window.seen.includes('evt_then')`);

  const all = await seen();
  expect(all).toEqual(sent.slice(sent.indexOf(all[0] ?? '')));
  expect((await page.evaluate<string[]>('window.asked')).map((id) => id !== '')).toEqual([false, true]);
  expect(errors).toEqual([]);
});
