import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readDates } from '../site/readDates.ts';

const folder = mkdtempSync(join(tmpdir(), 'onevault-dates-'));
afterAll(() => rmSync(folder, { recursive: true }));
const whole = join(folder, 'whole');
mkdirSync(whole);

function git(cwd: string, ...args: string[]): void {
  const date = '2026-03-04T12:00:00Z';
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd, env, stdio: 'ignore' });
}

git(whole, 'init');
for (const name of ['old.md', 'new.md']) {
  writeFileSync(join(whole, name), name);
  git(whole, 'add', '.');
  git(whole, 'commit', '-m', name);
}

test('gives the date of the last change, of folders too', () => {
  const dateOf = readDates(whole);
  expect(dateOf(['old.md'])).toBe('2026-03-04');
  expect(dateOf(['none.md'])).toBeUndefined();
});

test('gives no date where a clone does not have the history', () => {
  const shallow = join(folder, 'shallow');
  git(folder, 'clone', '--depth', '1', `file://${whole}`, shallow);
  const dateOf = readDates(shallow);
  // Its only commit seems to have made both.
  expect([dateOf(['old.md']), dateOf(['new.md'])]).toEqual([undefined, undefined]);
});

test('gives no date without git', () => {
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  expect(readDates(bare)(['old.md'])).toBeUndefined();
});
