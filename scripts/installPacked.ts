import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject, vi } from 'vitest';
import { pack } from './pack.mjs';

/** A registry may be slow, and a machine busy. */
const INSTALL_MS = 180_000;

/**
 * Installs the tarballs of all packages in an empty project outside this repository, as `npm run pack` says, and
 * returns its folder. The first test file of a run does it; the others wait for that.
 */
export async function installPacked(): Promise<string> {
  const folder = inject('sharedFolder');
  const project = join(folder, 'project');
  const result = join(folder, 'installed.txt');
  if (!isFirst(project)) {
    await vi.waitUntil(() => existsSync(result), { timeout: INSTALL_MS, interval: 100 });
  } else {
    const problem = await install(project).then(
      () => '',
      (error) => String(error?.stderr || error),
    );
    writeFileSync(result, problem);
  }
  const problem = readFileSync(result, 'utf8');
  if (problem) throw new Error(`Failed to install the packages in an empty project: ${problem}`);
  return project;
}

function isFirst(project: string): boolean {
  try {
    mkdirSync(project);
    return true;
  } catch {
    return false;
  }
}

async function install(project: string): Promise<void> {
  const tarballs = pack();
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs];
  await promisify(execFile)('npm', args, { cwd: project, timeout: INSTALL_MS });
}
