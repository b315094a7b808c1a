import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from './lockFolder.ts';

describe('the lock of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onevault-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is one at a time, and says who has it', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid} has it`);
    lock.release();
    lockFolder(folder).release();
  });

  test('of another running process is respected', () => {
    writeFileSync(join(folder, 'lock'), `${process.ppid} \n`);
    expect(() => lockFolder(folder)).toThrow(`process ${process.ppid} has it`);
  });

  test('of a process that is gone is taken over', () => {
    // Larger than any pid that Linux, macOS or Windows gives.
    writeFileSync(join(folder, 'lock'), '99999999 \n');
    const lock = lockFolder(folder);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    lock.release();
  });

  test('that a crash left with the pid that is now ours is taken over', () => {
    writeFileSync(join(folder, 'lock'), `${process.pid} 1\n`);
    lockFolder(folder).release();
  });

  test('that cannot be read is taken over', () => {
    writeFileSync(join(folder, 'lock'), '');
    lockFolder(folder).release();
  });
});
