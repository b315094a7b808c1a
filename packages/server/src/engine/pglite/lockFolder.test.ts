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

  test('admits one owner at a time, and names it', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid} uses it`);
    lock.release();
    lockFolder(folder).release();
  });

  test('is refused while another process holds it', () => {
    writeFileSync(join(folder, 'lock'), `${process.ppid} \n`);
    expect(() => lockFolder(folder)).toThrow(`process ${process.ppid} uses it`);
  });

  test('is taken over from a process that is gone', () => {
    // Larger than any pid of Linux, macOS or Windows.
    writeFileSync(join(folder, 'lock'), '99999999 \n');
    const lock = lockFolder(folder);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    lock.release();
  });

  test('is taken over from a crashed process whose pid is now ours', () => {
    writeFileSync(join(folder, 'lock'), `${process.pid} 1\n`);
    lockFolder(folder).release();
  });

  test('is taken over if it cannot be read', () => {
    writeFileSync(join(folder, 'lock'), '');
    lockFolder(folder).release();
  });
});
