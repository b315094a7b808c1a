import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CoverageReport } from '../plan/coverageReport.ts';
import { randomName } from './randomName.ts';

/** Writes the coverage of one server to a folder; `plan check` adds the files up. */
export async function writeCoverage(folder: string, report: CoverageReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${randomName()}.json`), `${JSON.stringify(report, null, 2)}\n`);
}
