import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository. VitePress bundles this file, so its own address says nothing: the workspace file does. */
export const ROOT = findRoot(process.cwd());

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  if (dirname(folder) === folder) throw new Error('Failed to build the site: please start it inside the repository.');
  return findRoot(dirname(folder));
}
