/** `onevault-mock-server diff`, with the files that the other commands and the kit write. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from './runCli.ts';

const folder = mkdtempSync(join(tmpdir(), 'onevault-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const coverage = (count: number) => ({
  events: [{ type: 'signup', count, properties: [], unplanned: [] }],
  unplanned: [],
  violations: [],
});

test('compares a folder of a test run with a report of verify', async () => {
  mkdirSync(join(folder, 'old'));
  for (const name of ['a.json', 'b.json']) writeFileSync(join(folder, 'old', name), JSON.stringify(coverage(1)));
  const report = { url: 'x', events: [{ type: 'page_view', count: 4 }], coverage: coverage(0) };
  writeFileSync(join(folder, 'new.json'), JSON.stringify(report));
  const { code, stdout } = await runCli(['diff', '--before', 'old', '--after', 'new.json'], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toContain('100 % → 0 % of the plan');
  expect(stdout).toContain('| `signup` | 2 | 0 | ❌ no longer fires |');
  expect(stdout).toContain('| `page_view` | 0 | 4 | 🆕 new |');

  const missing = await runCli(['diff', '--before', 'old', '--after', 'gone'], { cwd: folder });
  expect(missing.stderr).toBe(
    '[OneVault] Failed to read --after: gone does not exist. Try the coverageDir of the test run.\n',
  );
});
