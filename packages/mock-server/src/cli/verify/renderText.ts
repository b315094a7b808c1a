import type { VerifyReport } from './findProblems.ts';

/** The outcome for a terminal: a line for each check, its problems below it, then what happened. */
export function renderText({ url, checks, pages, clicks, events, coveragePercent, notes }: VerifyReport): string {
  const failed = checks.filter(({ isOk }) => !isOk).length;
  return [
    `${url}: ${pages.length} pages, ${clicks} clicks, ${events.reduce((sum, { count }) => sum + count, 0)} events`,
    '',
    ...checks.flatMap(({ name, isOk, problems }) => [
      `  ${isOk ? '✓' : '✗'} ${name}`,
      ...problems.map((problem) => `      ${problem}`),
    ]),
    ...(events.length === 0 ? [] : ['', ...events.map(({ type, count }) => `  ${String(count).padStart(5)}  ${type}`)]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `  ${note}`)]),
    '',
    `${failed === 0 ? 'All is well' : `${failed} of ${checks.length} checks failed`}${coveragePercent === null ? '' : `; ${coveragePercent} % of the plan is covered`}.`,
  ].join('\n');
}
