import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findUnseededRandomness } from './findUnseededRandomness.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Allowed findings by file name, with the reason. */
const ALLOWED: Record<string, string> = {
  'findUnseededRandomness.test.ts': 'the snippets below test the rule',
};

test('no test draws random values without a seed, or opens a fixed port', () => {
  const files = ['packages', 'examples', 'scripts'].flatMap((folder) => listFiles(join(ROOT, folder)));
  const tests = files.map((file) => relative(ROOT, file).split(sep).join('/')).filter(isTest);
  expect(tests.length).toBeGreaterThan(100);
  const found = tests.flatMap((file) =>
    findUnseededRandomness(readFileSync(join(ROOT, file), 'utf8')).map(
      ({ line, problem }) => `${file}:${line} ${problem}`,
    ),
  );
  expect(found.filter((one) => !Object.keys(ALLOWED).some((name) => one.includes(`/${name}:`)))).toEqual([]);
});

test.each([
  ['const id = Math.random().toString(36);', 'Math.random()'],
  ['const id = crypto.randomUUID();', 'randomUUID()'],
  ['crypto.getRandomValues(new Uint8Array(8));', 'random bytes'],
  ['const token = randomBytes(8);', 'random bytes'],
  ['const n = randomInt(5);', 'randomInt()'],
  ["server.listen(8000, '127.0.0.1');", 'a fixed port'],
  ['fc.assert(fc.property(fc.nat(), (n) => n >= 0));', 'fc.assert without a seed'],
  ['fc.assert(fc.property(fc.nat(), (n) => n >= 0), { numRuns: 9 });\nconst seed = 1;', 'fc.assert without a seed'],
])('%s', (source, problem) => {
  expect(findUnseededRandomness(`import x from 'y';\n${source}`)).toEqual([
    { line: 2, problem: expect.stringContaining(problem) },
  ]);
});

test.each([
  'const id = createSeededRandom(1).uuid();',
  "vi.spyOn(Math, 'random').mockReturnValue(0.5);",
  '// Math.random() would differ each time',
  ' * `Math.random()` is not for tests',
  "server.listen(0, '127.0.0.1');",
  'fc.assert(fc.property(fc.nat(), (n) => n >= 0), { numRuns: 9, seed: 1 });',
])('allows %s', (source) => {
  expect(findUnseededRandomness(source)).toEqual([]);
});

/** Test files and their helpers: folders named `test`, and the package with suites for all engines. */
function isTest(path: string): boolean {
  return /\.test\.\w+$|\/test\/|^packages\/conformance\//.test(path) && /\.(?:ts|tsx|mjs|js)$/.test(path);
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^(?:node_modules|dist|\..+)$/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
