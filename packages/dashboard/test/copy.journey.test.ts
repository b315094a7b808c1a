import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../examples/shared/mockServer.ts';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { openPage } from './openPage.ts';
import { HOSTILE, REJECTED, send, VISIT } from './seed.ts';

/** A project that has the tracker, the kit and Vitest, as the reader's has. */
const PROJECT = fileURLToPath(new URL('../../../examples/integration-tests', import.meta.url));
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

let server: MockServer;
let browser: Browser;
beforeAll(async () => {
  server = await createMockServer();
  await send(server, [...VISIT, REJECTED, HOSTILE]);
  server.faults.add({ fault: 'set_aside', first: 1 });
  await send(server, [{ event_type: 'unlucky', page_url: 'https://shop.example/', event_data: { n: 1 } }]);
  browser = await connectBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('events become tests that pass, whatever they hold, and so does the test of the install view', async () => {
  const folder = await mkdtemp(join(PROJECT, 'copied-'));
  try {
    const { page, context, close } = await openPage(browser, `${server.url}/live`);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const rows = page.getByRole('grid').locator('.event-rows [role=row]');
    await expect.poll(() => rows.count()).toBe(7);
    for (let index = 0; index < 7; index += 1) {
      await rows.nth(index).click();
      const title = (await page.locator('.aside h2').textContent()) ?? '';
      // The detail is that of the selected row once it says its type.
      await page.locator('.aside .facts').getByText(title, { exact: true }).first().waitFor();
      await page.getByRole('button', { name: 'Copy as test' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      await writeFile(
        join(folder, `copied${index}.test.ts`),
        await page.evaluate(() => navigator.clipboard.readText()),
      );
    }
    await page.goto(`${server.url}/install`);
    await page.getByText('A test', { exact: true }).click();
    await writeFile(join(folder, 'installed.test.ts'), (await page.locator('.code pre').textContent()) ?? '');
    await close();
    await writeFile(join(folder, 'vitest.config.mjs'), 'export default {};');
    const { output, passed } = await runVitest(folder);
    expect(passed, output).toBe(true);
    expect(output).toContain('8 passed');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a session and a funnel become tests that pass', async () => {
  const folder = await mkdtemp(join(PROJECT, 'copied-'));
  const counted = await createMockServer({ engine: 'pglite' });
  try {
    await send(counted, [...VISIT, REJECTED, HOSTILE]);
    const steps = [
      'page:matches:/tea/*',
      'item:is_not:o-17',
      'event:contains:step',
      'prop.order_id:is:o-17',
      'source:is:x',
    ];
    const texts = [
      await copyTest(`${counted.url}/find/session/sess_1`),
      await copyTest(`${counted.url}/business/funnel?${new URLSearchParams(steps.map((step) => ['step', step]))}`),
    ];
    expect(texts[0]).toContain("'add-to-cart'");
    expect(texts[0]).toContain('Left out: 1 of 6');
    expect(texts[1]).toContain('[1, 1, 1, 1]');
    expect(texts[1]).toContain('Left out: 1 of 5 steps');
    for (const [n, text] of texts.entries()) await writeFile(join(folder, `copied${n}.test.ts`), text);
    await writeFile(join(folder, 'vitest.config.mjs'), 'export default {};');
    const { output, passed } = await runVitest(folder);
    expect(passed, output).toBe(true);
    expect(output).toContain('2 passed');
  } finally {
    await counted.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('an event becomes a command that stores the same event', async () => {
  const { page, context, close } = await openPage(browser, `${server.url}/live`);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByText('<img src=x').first().click();
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  await close();
  const { output } = await run('sh', ['-c', `${command} -sS`], { ONEVAULT_KEY: server.trackerOptions.apiToken });
  expect(JSON.parse(output)).toMatchObject({ success: true });
  const [first, second] = (await server.engine.stagedEvents('demo')).filter(({ event_type }) =>
    event_type.startsWith('<img'),
  );
  expect(second?.event_data).toEqual(first?.event_data);
});

async function copyTest(url: string): Promise<string> {
  const { page, context, complaints, close } = await openPage(browser, url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy as test' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
  await close();
  return text;
}

function runVitest(folder: string): Promise<{ output: string; passed: boolean }> {
  return run(process.execPath, [VITEST, 'run', '--root', folder]);
}

function run(file: string, args: string[], more: object = {}): Promise<{ output: string; passed: boolean }> {
  // A runner inside a runner must not take itself for a worker of the outer one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV)/.test(name)));
  return new Promise((done) => {
    execFile(file, args, { env: { ...env, NO_COLOR: '1', ...more } }, (error, stdout, stderr) =>
      done({ output: error ? stdout + stderr : stdout, passed: error === null }),
    );
  });
}
