import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InitError } from './initError.ts';

/** The folder of an application. Paths have slashes and begin at it. */
export interface Project {
  /** With their version ranges; of development too. */
  dependencies: ReadonlyMap<string, string>;
  isTypeScript: boolean;
  has(path: string): boolean;
  /** @throws if there is no such file. */
  read(path: string): string;
  /** Names of the files and folders in a folder, sorted; none if there is no such folder. */
  list(path: string): string[];
}

/** Reads what `init` needs to know of a project. */
export function openProject(folder: string): Project {
  const has = (path: string) => existsSync(join(folder, path));
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  return {
    dependencies: has('package.json') ? readDependencies(read('package.json')) : new Map(),
    isTypeScript: has('tsconfig.json'),
    has,
    read,
    list: (path) => (has(path) ? readdirSync(join(folder, path)).sort() : []),
  };
}

function readDependencies(text: string): Map<string, string> {
  try {
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
    return new Map(Object.entries({ ...devDependencies, ...dependencies }));
  } catch {
    throw new InitError('package.json is not valid JSON', 'to correct it');
  }
}
