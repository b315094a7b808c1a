/** The catalogue of events is what a page really sends: in a real browser, read back from the server that stored it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import categories from '../../packages/contract/pipeline/categories.json';
import { BROWSER_FLAGS } from '../../scripts/browserFlags.ts';
import { findChromium } from '../../scripts/findChromium.mjs';
import { skipUnless } from '../../scripts/skipUnless.ts';
import { CONTEXT_FIELDS, EVENT_CATALOGUE } from '../site/reference/eventCatalogue.ts';

/** A second of silence: the shortest that a browser plays. */
const SILENCE = `data:audio/wav;base64,${toWav(8_000).toString('base64')}`;
const PAGE = `<!doctype html><html lang="en"><title>Tea</title><body style="height:4000px">
  <script src="/full.js"></script>
  <button id="buy" class="primary">Buy</button>
  <a id="out" href="https://example.org/" target="_blank">Out</a>
  <a id="file" href="/list.pdf" download="list.pdf">List</a>
  <a id="call" href="tel:123">Call</a>
  <div data-item="tea-1"><button id="save" data-action="save">Save</button></div>
  <form id="join" action="/site/"><input id="plan" name="plan"><button id="send">Join</button></form>
  <p id="seen" data-ov-impression="banner">Banner</p>
  <p id="text">Text to copy</p>
  <audio id="sound" title="Silence" src="${SILENCE}"></audio>
  <script>
    tracker = new OneVaultTracker({ apiBaseUrl: location.origin, customerId: 'demo', apiToken: 'ovt_demo' });
    tracker.enableAutoTracking({ formFields: ['plan'], webVitals: true, errors: true, rageClicks: true, deadClicks: true,
      impressions: { afterMs: 10 }, media: true, search: true, copy: true, print: true });
    for (const link of document.querySelectorAll('a')) link.addEventListener('click', (event) => event.preventDefault());
    document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  </script>`;
const executablePath = await findChromium({ install: false });

test('every event that has a category is in the catalogue', () => {
  const known = EVENT_CATALOGUE.map(({ type }) => type);
  const own = ['feature_usage'];
  expect(Object.keys(categories).filter((type) => !known.includes(type) && !own.includes(type))).toEqual([]);
});

describe('what a page sends', skipUnless(executablePath, 'no Chromium on this machine'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'onevault-events-'));
  let browser: Browser;
  // The package as it is built: its types are in that folder too, which nobody has before the build.
  let server: { url: string; events(): Promise<Stored[]>; settled(): Promise<unknown>; close(): Promise<void> };
  interface Stored {
    event_type: string;
    event_data: Record<string, unknown>;
  }

  beforeAll(async () => {
    const kit = new URL('../../packages/mock-server/dist/testing.js', import.meta.url).href;
    const { createMockServer } = await import(/* @vite-ignore */ kit);
    writeFileSync(join(folder, 'index.html'), PAGE);
    const full = fileURLToPath(new URL('../../packages/sdk/dist/onevault.full.min.js', import.meta.url));
    server = await createMockServer({ files: { '/site': folder, '/full.js': full } });
    browser = await chromium.launch({
      executablePath: String(executablePath),
      chromiumSandbox: false,
      args: BROWSER_FLAGS,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  test('has the fields of the catalogue, and no others', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/site/?q=assam&utm_source=news`);
    await drive(page);
    await page.close({ runBeforeUnload: false });
    await expect.poll(async () => (await server.events()).map(({ event_type }) => event_type)).toContain('web_vital');
    await server.settled();
    const events = await server.events();
    const unknown = events.flatMap(({ event_type, event_data }) => {
      const { fields = {} } = EVENT_CATALOGUE.find(({ type }) => type === event_type) ?? {};
      const names = Object.keys(event_data).filter((name) => !(name in fields) && !(name in CONTEXT_FIELDS));
      return names.map((name) => `${event_type}.${name}`);
    });
    expect([...new Set(unknown)]).toEqual([]);
    const seen = new Set(events.map(({ event_type }) => event_type));
    expect(EVENT_CATALOGUE.map(({ type }) => type).filter((type) => !seen.has(type))).toEqual([]);
  });

  async function drive(page: Page): Promise<void> {
    for (const id of ['buy', 'out', 'file', 'call', 'save']) await page.click(`#${id}`);
    await page.fill('#plan', 'pro');
    await page.click('#send');
    await page.evaluate(`
      tracker.trackTransactionStep('cart', 'start');
      tracker.identify('user-7', { plan: 'pro' });
      tracker.group('acme', { seats: 2 });
      tracker.alias('user-7', 'lead-3');
      getSelection().selectAllChildren(document.getElementById('text'));
      document.execCommand('copy');
      dispatchEvent(new Event('beforeprint'));
      setTimeout(() => { throw new TypeError('broken'); });
      document.getElementById('sound').play();
      scrollTo(0, 2500);
    `);
    await page.waitForFunction(`document.getElementById('sound').ended && tracker.getDeliveryStats().queued === 0`);
    await page.evaluate('getSelection().removeAllRanges(); scrollTo(0, 0)');
    for (let count = 0; count < 3; count += 1) await page.mouse.click(600, 700);
    await page.click('#buy');
    const has = (type: string) =>
      expect.poll(async () => (await server.events()).map(({ event_type }) => event_type)).toContain(type);
    for (const type of ['dead_click', 'scroll_depth', 'element_impression', 'rage_click']) await has(type);
    await page.goto('about:blank');
    await has('content_engagement');
  }
});

function toWav(samples: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, Buffer.alloc(samples, 128)]);
}
