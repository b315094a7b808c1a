import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTally } from './createTally.mjs';

let folder: string;
let tally: ReturnType<typeof createTally>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-tally-'));
  tally = createTally(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a report as Vitest does. */
function report(name: string, file: string, tests: [status: string, skipReason?: string][]): void {
  const assertionResults = tests.map(([status, skipReason]) => ({ status, meta: { skipReason } }));
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ testResults: [{ name: file, assertionResults }] }));
}

test('adds up the reports, and lists why tests were skipped, the most frequent reason first', () => {
  report('units', 'a.test.ts', [['passed'], ['skipped', 'MSW 3 needs Node 22'], ['passed']]);
  report('databases', 'b.test.ts', [['skipped', 'no Citus'], ['pending', 'no Citus'], ['failed']]);
  tally.add('units');
  tally.add('databases');
  expect(tally.toLines()).toEqual([
    'Skipped, and why:',
    '2: no Citus',
    '1: MSW 3 needs Node 22',
    '2 passed, 1 failed, 3 skipped',
  ]);
});

test('names the file where a test gives no reason', () => {
  report('units', new URL('../some.test.ts', import.meta.url).pathname, [['todo']]);
  tally.add('units');
  expect(tally.toLines()).toContain('1: no reason given in scripts/some.test.ts');
});

test('says what was left out as a whole', () => {
  tally.remark('all journeys: no Chromium');
  expect(tally.toLines()).toEqual(['Skipped, and why:', 'all journeys: no Chromium', '0 passed, 0 failed, 0 skipped']);
});

test('a run that wrote no report counts as nothing', () => {
  tally.add('units');
  expect(tally.toLines()).toEqual(['0 passed, 0 failed, 0 skipped']);
});
