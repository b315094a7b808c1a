/** `onevault-mock-server verify`, as a CI runs it: the built command, a real Chromium and a site with mistakes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findA11yProblems } from '../../../examples/shared/findA11yProblems.ts';
import { connectBrowser } from '../../../scripts/connectBrowser.ts';
import { findChromium } from '../../../scripts/findChromium.mjs';
import { runCli } from './runCli.ts';
import { type Site, startSite } from './startSite.ts';

const PAGES: Record<string, string> = {
  '/': `<h1>Shop</h1>
    <button onclick="tracker.trackEvent('order', { value: 1 }); tracker.trackEvent('order', { value: 1 })">Buy</button>
    <button onclick="tracker.trackEvent('order', { value: 'much' })">Buy much</button>
    <button onclick="fetch('/api/cart', { method: 'DELETE' })">Empty the cart</button>
    <form action="/send" method="post"><label>Mail <input name="mail" type="email" required></label><button>Send</button></form>
    <a href="/logout">Sign out</a> <a href="https://elsewhere.example/">Elsewhere</a>
    <a href="https://elsewhere.example/tab" target="_blank" rel="noopener">In a new tab</a> <a href="/about">About</a>`,
  '/about': `<h1>About</h1><button onclick="tracker.trackEvent('joined', { topic: 'tea' })">Join</button>`,
};
const PLAN = {
  order: { type: 'object', properties: { value: { type: 'number' } } },
  joined: { type: 'object', properties: { topic: { type: 'string' } } },
  refund: { type: 'object' },
};

const folder = mkdtempSync(join(tmpdir(), 'onevault-verify-'));
let site: Site;

beforeAll(async () => {
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(PLAN));
  site = await startSite(PAGES);
});
afterAll(() => {
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('says what fired, what did not, what was doubled and rejected, and changes nothing on the site', async () => {
  const { url, asked } = site;
  const files = ['--plan', 'plan.json', '--junit', 'junit.xml', '--html', 'report.html'];
  const env = { ONEVAULT_CHROMIUM: (await findChromium({ install: false })) ?? '', GITHUB_ACTIONS: 'true' };
  const { code, stdout, stderr } = await runCli(['verify', '--url', url, ...files], { env, cwd: folder });

  expect(stderr).toMatch(/^\[OneVault\] Failed to verify \S+: not true that refund fires, [^\n]+\.\n$/);
  expect(code).toBe(1);
  expect(stdout).toContain('✓ order fires');
  expect(stdout).toContain('✓ joined fires');
  expect(stdout).toContain('refund is planned and did not fire.');
  expect(stdout).toContain(`order fired 2 times at once: button "Buy" on ${url}.`);
  expect(stdout).toMatch(/order on \S+ was refused: value should be number, not string/);
  expect(stdout).toContain('✓ no event is lost');
  expect(stdout).toMatch(/^::error title=Tracking%3A refund fires::/m);
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(/<testsuites tests="7" failures="3">/);

  const changes = asked.filter((request) => !request.startsWith('GET') || request.includes('logout'));
  expect(changes).toEqual([]);
  expect(stdout).toContain(`Stopped, because it writes: POST ${url}send.`);
  expect(stdout).toContain(`Stopped, because it writes: DELETE ${url}api/cart.`);
  expect(stdout).toContain('Not clicked: link "Sign out"');

  const browser = await connectBrowser();
  const page = await browser.newPage();
  await page.setContent(readFileSync(join(folder, 'report.html'), 'utf8'));
  expect(await findA11yProblems(page)).toEqual([]);
  await browser.close();
});
