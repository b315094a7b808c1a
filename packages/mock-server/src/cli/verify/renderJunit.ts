import { escapeMarkup } from './escapeMarkup.ts';
import type { VerifyReport } from './findProblems.ts';

/** The outcome as JUnit XML, which every CI reads: one test case a check. */
export function renderJunit({ url, checks }: VerifyReport): string {
  const suite = escapeMarkup(`tracking of ${url}`);
  const failures = checks.filter(({ isOk }) => !isOk).length;
  const cases = checks.map(({ name, problems }) => {
    const head = `    <testcase classname="${suite}" name="${escapeMarkup(name)}"`;
    if (problems.length === 0) return `${head}/>`;
    const [first = ''] = problems;
    return `${head}>\n      <failure message="${escapeMarkup(first)}">${escapeMarkup(problems.join('\n'))}</failure>\n    </testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="${checks.length}" failures="${failures}">
  <testsuite name="${suite}" tests="${checks.length}" failures="${failures}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}
