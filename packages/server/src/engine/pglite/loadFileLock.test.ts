import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadFileLock } from './loadFileLock.ts';
import { lockFolder } from './lockFolder.ts';

const { cache } = createRequire(import.meta.url);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-musl-'));
  // The package is loaded once a process: each test loads it anew.
  for (const path of Object.keys(cache)) {
    if (/[/\\](fs-native-extensions|require-addon)[/\\]/.test(path)) delete cache[path];
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const failureOf = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail');
};
const expectAdvice = ({ message }: Error) => {
  expect(message).toMatch(/^\[OneVault\] Failed to open [^\n]*onevault-musl-[^\n]*musl[^\n]*$/);
  expect(message).toContain('Try PostgreSQL with --database postgres://…, or an image with glibc');
};

test('on Alpine, for which the lock has no build, the message says what to use instead', () => {
  const { existsSync } = fs;
  vi.spyOn(fs, 'existsSync').mockImplementation((path) => path === '/etc/alpine-release' || existsSync(path));
  const failure = failureOf(() => lockFolder(folder));
  expectAdvice(failure);
  expect(failure.cause).toMatchObject({ code: 'ADDON_NOT_FOUND' });
  // Nothing is left that looks like a database.
  expect(readdirSync(folder)).toEqual([]);
});

test('where the system refuses the build, the message says the same, and keeps the loader’s error', () => {
  const loader = Object.assign(new Error('Error loading shared library ld-linux-x86-64.so.2: No such file'), {
    code: 'ERR_DLOPEN_FAILED',
  });
  vi.spyOn(process, 'dlopen').mockImplementation(() => {
    throw loader;
  });
  const failure = failureOf(() => lockFolder(folder));
  expectAdvice(failure);
  expect((failure.cause as Error).cause).toBe(loader);
});

test('another failure of the package, such as that it is not installed, stays as it is', () => {
  const missing = Object.assign(new Error("Cannot find module 'fs-native-extensions'"), { code: 'MODULE_NOT_FOUND' });
  expect(
    failureOf(() =>
      loadFileLock(folder, () => {
        throw missing;
      }),
    ),
  ).toBe(missing);
});
