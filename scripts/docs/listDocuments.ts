import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Document {
  /** From the root of the repository: `docs/testing.md`. */
  path: string;
  text: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = [
  '.',
  'docs',
  'docs/tutorials',
  'docs/explanation',
  'docs/benchmarks',
  'docs/decisions',
  'bench',
  'deploy',
];
/** Each folder in them is a package with documents of its own. */
const ROOMS = ['packages', 'examples'];
/** Written by changesets, and about the past. */
const NOT_OURS = new Set(['CHANGELOG.md']);

/** Every document that people read in this repository. */
export function listDocuments(): Document[] {
  const rooms = ROOMS.flatMap((room) => readdirSync(join(ROOT, room)).map((name) => `${room}/${name}`));
  return [...FOLDERS, ...rooms]
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => listMarkdown(folder))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

function listMarkdown(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md') && !NOT_OURS.has(name))
    .sort()
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));
}
