import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed } from '@onevault/server/internal/cli/readFlags';
import type { CoverageReport } from '../plan/coverageReport.ts';

/**
 * Reads coverage reports: a folder that a test run filled (`coverageDir`), one report, or a running mock server.
 *
 * @throws StartError that names the flag or file and what it should be.
 */
export async function readReports(flag: string, where: string): Promise<CoverageReport[]> {
  if (/^https?:\/\//.test(where)) return [await askServer(flag, where)];
  const isFolder = await stat(where).then(
    (found) => found.isDirectory(),
    () => {
      throw failed(flag, `${where} does not exist`, 'the coverageDir of the test run');
    },
  );
  if (!isFolder) return [await readReport(where)];
  const files = (await readdir(where)).filter((name) => name.endsWith('.json'));
  if (files.length === 0) throw failed(flag, `${where} is empty`, 'createMockServer({ plan, coverageDir })');
  return Promise.all(files.map((name) => readReport(join(where, name))));
}

/** Reads one report: of `coverageDir`, of `plan check --json`, or the coverage in one of `verify --json`. */
export async function readReport(file: string): Promise<CoverageReport> {
  const found = await readJson(file);
  const report = (found as { coverage?: unknown } | undefined)?.coverage ?? found;
  if (isReport(report)) return report;
  throw failed(file, 'it is not a coverage report', 'a file that coverageDir or --json made');
}

/** The JSON of a file; undefined if there is none. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function askServer(flag: string, url: string): Promise<CoverageReport> {
  const answer: unknown = await fetch(`${url.replace(/\/$/, '')}/mock/coverage`).then(
    (response) => response.json(),
    () => undefined,
  );
  const report = (answer as { coverage?: unknown } | undefined)?.coverage;
  if (isReport(report)) return report;
  throw failed(flag, `${url} has no coverage`, 'the url of a mock server that was started with --plan');
}

function isReport(value: unknown): value is CoverageReport {
  const lists = value as Partial<CoverageReport> | null | undefined;
  return Array.isArray(lists?.events) && Array.isArray(lists.unplanned) && Array.isArray(lists.violations);
}
