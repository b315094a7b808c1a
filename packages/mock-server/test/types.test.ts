import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The types of the matchers come with the documented set-up. Each folder is a project of a user, with the build.

const require = createRequire(new URL('../../../package.json', import.meta.url));
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');

// `types` of a tsconfig.json looks in node_modules only.
const installed = fileURLToPath(new URL('types/node_modules/@onevault', import.meta.url));
const remove = () => rmSync(dirname(installed), { recursive: true, force: true });
beforeAll(() => {
  remove();
  mkdirSync(installed, { recursive: true });
  symlinkSync(fileURLToPath(new URL('..', import.meta.url)), join(installed, 'mock-server'));
});
afterAll(remove);

test.each(['vitest', 'jest-globals', 'types-jest', 'playwright'])('%s', async (folder) => {
  const project = fileURLToPath(new URL(`types/${folder}`, import.meta.url));
  const output = await new Promise((done) => {
    execFile(process.execPath, [tsc, '-p', project], (_error, stdout, stderr) => done(stdout + stderr));
  });
  expect(output).toBe('');
});
