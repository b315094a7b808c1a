import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAX_LINES = 400;
const MAX_MEDIAN_LINES = 50;
/** Generated files for people to read. */
const GENERATED = ['packages/server/sql/schema.sql'];
const NOT_OURS = new Set([
  'node_modules',
  'dist',
  '.astro',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
  'build',
  'test-results',
]);

test('no file of code is too long, and most are short', () => {
  const files = ['packages', 'scripts', 'bench', 'examples']
    .flatMap(listCode)
    .filter(({ path }) => !GENERATED.includes(path));
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter(({ lines }) => lines > MAX_LINES)).toEqual([]);
  const lengths = files
    .filter(({ path }) => /^packages\/[^/]+\/(src|sql)\//.test(path) && !path.includes('.test.'))
    .map(({ lines }) => lines)
    .sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(MAX_MEDIAN_LINES);
});

function listCode(folder: string): { path: string; lines: number }[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : listCode(path);
    if (!/\.(ts|tsx|mjs|js|sql|svelte|vue)$/.test(entry.name)) return [];
    return [{ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 }];
  });
}
