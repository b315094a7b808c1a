import { readFileSync } from 'node:fs';

export interface FileResult {
  file: string;
  tests: number;
  failures: string[];
}

interface VitestReport {
  testResults: { name: string; message: string; assertionResults: { status: string; failureMessages: string[] }[] }[];
}

interface PlaywrightReport {
  suites: {
    file: string;
    specs: { ok: boolean; title: string; tests: { results: { error?: { message: string } }[] }[] }[];
  }[];
}

/** Reads the JSON report of vitest or Playwright. */
export function readResults(path: string): FileResult[] {
  const report = JSON.parse(readFileSync(path, 'utf8')) as VitestReport | PlaywrightReport;
  if ('testResults' in report) {
    return report.testResults.map(({ name, message, assertionResults }) => ({
      file: name,
      tests: assertionResults.filter(({ status }) => status === 'passed').length,
      failures: [message, ...assertionResults.flatMap(({ failureMessages }) => failureMessages)].filter(Boolean),
    }));
  }
  return report.suites.map(({ file, specs }) => ({
    file: `/${file.replace(/^.*\//, '')}`,
    tests: specs.length,
    failures: specs
      .filter(({ ok }) => !ok)
      .map(({ title, tests }) => `${title}: ${tests[0]?.results.at(-1)?.error?.message}`),
  }));
}
