import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOT } from './root.ts';

/** Begins a commit in git's output: a sign that no file's name has. */
const COMMIT = '\uE000';

/**
 * When each file was last changed, from git: a function that gives the newest date of files and folders, such as
 * `2026-11-30`. A clone without its whole history ends in commits that seem to have made everything: a file that none of
 * the others touched has no date, and so has every file where there is no git.
 */
export function readDates(root = ROOT): (paths: string[]) => string | undefined {
  const dates = new Map<string, string>();
  try {
    const cut = listCut(root);
    const log = git(root, 'log', '--date=short', `--format=${COMMIT}%H %cd`, '--name-only', '--no-renames');
    for (const commit of log.split(COMMIT).slice(1)) {
      const [head = '', ...files] = commit.split('\n').filter(Boolean);
      const [hash = '', date = ''] = head.split(' ');
      if (cut.has(hash)) continue;
      for (const file of files) if (!dates.has(file)) dates.set(file, date);
    }
  } catch {
    return () => undefined;
  }
  const files = [...dates];
  return (paths) =>
    files
      .filter(([file]) => paths.some((path) => file === path || file.startsWith(`${path}/`)))
      .map(([, date]) => date)
      .sort()
      .at(-1);
}

/** The commits whose parents a shallow clone has not. */
function listCut(root: string): Set<string> {
  const file = resolve(root, git(root, 'rev-parse', '--git-path', 'shallow').trim());
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
