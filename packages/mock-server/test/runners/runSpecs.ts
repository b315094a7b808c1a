import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const COMMANDS = {
  vitest: [join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs'), 'run', '--root', '.'],
  jest: ['--experimental-vm-modules', join(dirname(require.resolve('jest/package.json')), 'bin/jest.js')],
};

/** Runs the specs of a folder with the real runner, on the built package; resolves with what it printed. */
export function runSpecs(
  runner: keyof typeof COMMANDS,
  ...args: string[]
): Promise<{ output: string; passed: boolean }> {
  const cwd = fileURLToPath(new URL(runner, import.meta.url));
  // A runner inside a runner must not take itself for a worker of the outer one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|JEST|NODE_ENV)/.test(name)));
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...COMMANDS[runner], ...args],
      { cwd, env: { ...env, NO_COLOR: '1' } },
      (error, stdout, stderr) => done({ output: stdout + stderr, passed: error === null }),
    );
  });
}
