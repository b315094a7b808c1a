/** `onevault-mock-server record`: a visit in a real Chromium becomes a test that passes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTool } from '../../../scripts/docs/runTool.ts';
import { findChromium } from '../../../scripts/findChromium.mjs';
import { runCli } from './runCli.ts';
import { type Site, startSite } from './startSite.ts';

/** A project that has the tracker, the kit and Vitest, as the reader's has. */
const PROJECT = fileURLToPath(new URL('../../../examples/integration-tests/', import.meta.url));
const VITEST = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));
/** A visitor who buys. */
const VISIT = `<button id="buy" onclick="tracker.trackEvent('order', { value: 1, currency: 'EUR' })">Buy</button>
  <script>onload = () => buy.click();</script>`;

const folder = mkdtempSync(join(PROJECT, 'recorded-'));
let site: Site;
beforeAll(async () => {
  site = await startSite({ '/': VISIT });
});
afterAll(() => {
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('writes a test of what a visit tracked, and it passes', async () => {
  const args = ['record', '--headless', '--url', site.url, '--out', 'visit.test.ts'];
  const env = { ONEVAULT_CHROMIUM: (await findChromium({ install: false })) ?? '' };
  const { code, stdout, stderr } = await runCli(args, { cwd: folder, env, until: /order/ });
  expect(stderr).toMatch(/^Wrote visit\.test\.ts: \d+ events\.$/m);
  expect(code).toBe(0);
  expect(stdout).toMatch(/✓ business {3}order/);

  const text = readFileSync(join(folder, 'visit.test.ts'), 'utf8');
  expect(text).toContain("currency: 'EUR'");
  expect(text).not.toContain('automated');
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};');
  const run = await runTool(process.execPath, [VITEST, 'run', '--root', folder], folder);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(run.stdout).toContain('1 passed');

  const again = await runCli(args, { cwd: folder, env });
  expect(again.stderr).toBe('[OneVault] Failed to read --out: visit.test.ts exists. Try --force, or another --out.\n');
  expect(existsSync(join(folder, 'recorded.test.ts'))).toBe(false);
});
