import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findChromium } from './findChromium.mjs';
import { skipUnless } from './skipUnless.ts';

const hasShell = process.platform !== 'win32';

describe('finding a Chromium', skipUnless(hasShell, 'Windows runs no shell script, which stands for a browser'), () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onevault-chromium-'));
    vi.stubEnv('ONEVAULT_CHROMIUM', '');
    // Only the test's programs; a script finds its shell by its path.
    vi.stubEnv('PATH', folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  const addProgram = (name: string, exitCode: number) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nexit ${exitCode}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  test('takes the one that ONEVAULT_CHROMIUM names before any other', async () => {
    addProgram('chromium', 0);
    const mine = addProgram('my-browser', 0);
    vi.stubEnv('ONEVAULT_CHROMIUM', mine);
    expect(await findChromium({ install: false })).toBe(mine);
  });

  test('takes one from PATH when ONEVAULT_CHROMIUM names nothing that exists', async () => {
    const path = addProgram('chromium', 0);
    vi.stubEnv('ONEVAULT_CHROMIUM', join(folder, 'missing'));
    expect(await findChromium({ install: false })).toBe(path);
  });

  test('ignores a stub that does not start', async () => {
    addProgram('chromium', 1);
    const path = addProgram('google-chrome', 0);
    expect(await findChromium({ install: false })).toBe(path);
  });
});
