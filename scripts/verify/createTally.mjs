import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Counts tests from the JSON reports of Vitest, and the skipped ones by the reason that `skipUnless` was given.
 *
 * @param {string} folder for the reports; it is emptied
 * @example
 * const tally = createTally('.cache/verify');
 * await run('vitest', ['run', ...tally.reporters('unit')]);
 * tally.add('unit');
 */
export function createTally(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {Map<string, number>} */
  const reasons = new Map();
  /** @type {string[]} */
  const remarks = [];
  /** @param {string} name */
  const toPath = (name) => join(folder, `${name}.json`);

  return {
    counts,
    /**
     * Arguments for Vitest: to print as ever, and to write a report.
     * @param {string} name of the report
     */
    reporters: (name) => ['--reporter=default', '--reporter=json', `--outputFile.json=${toPath(name)}`],
    /** @param {string} name of a report; one that was not written, as its run was stopped, counts as nothing */
    add(name) {
      if (!existsSync(toPath(name))) return;
      for (const { name: file, assertionResults } of JSON.parse(readFileSync(toPath(name), 'utf8')).testResults) {
        for (const { status, meta } of assertionResults) {
          if (status === 'passed' || status === 'failed') {
            counts[/** @type {'passed' | 'failed'} */ (status)] += 1;
            continue;
          }
          counts.skipped += 1;
          const reason = meta.skipReason ?? `no reason given in ${relative(ROOT, file).split(sep).join('/')}`;
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        }
      }
    },
    /** @param {string} remark on what was left out as a whole, so that nothing counted it */
    remark: (remark) => void remarks.push(remark),
    /** What was skipped and why, one line a reason, the most frequent first; then the counts. */
    toLines() {
      const skipped = [...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${count}: ${reason}`);
      const lines = [...remarks, ...skipped];
      return [
        ...(lines.length > 0 ? ['Skipped, and why:', ...lines] : []),
        `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
      ];
    },
  };
}
