import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CoverageReport } from '../plan/coverageReport.ts';
import { randomName } from './randomName.ts';

/** Leaves the coverage of one server beside that of the others; `plan check` adds them up. */
export async function writeCoverage(folder: string, report: CoverageReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${randomName()}.json`), `${JSON.stringify(report, null, 2)}\n`);
}
