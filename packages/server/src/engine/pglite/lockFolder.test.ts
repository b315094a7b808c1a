import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lockFolder } from './lockFolder.ts';

describe('the lock of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onevault-lock-'));
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true, force: true });
  });

  test('admits one owner at a time, and names it', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid} on ${hostname()}, since 20`);
    lock.release();
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('');
    lockFolder(folder).release();
  });

  test('is free where a crash left the file, whatever process it names', () => {
    for (const left of [`process ${process.ppid} on ${hostname()}`, `${process.pid} 1\n`, '']) {
      writeFileSync(join(folder, 'lock'), left);
      const lock = lockFolder(folder);
      expect(readFileSync(join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^process ${process.pid} on [^\n]+\n$`));
      lock.release();
    }
  });

  test('can be released twice, and does not take the lock of who came after', () => {
    const first = lockFolder(folder);
    first.release();
    const second = lockFolder(folder);
    first.release();
    expect(() => lockFolder(folder)).toThrow('uses it');
    second.release();
  });

  test.each(['removed', 'replaced'])('is lost when the folder is %s, which is said once', (how) => {
    vi.useFakeTimers();
    const onLost = vi.fn();
    const lock = lockFolder(folder, { onLost });
    vi.advanceTimersByTime(10_000);
    expect(onLost).not.toHaveBeenCalled();
    rmSync(folder, { recursive: true, force: true });
    const other = how === 'replaced' ? lockFolder(folder) : undefined;
    vi.advanceTimersByTime(10_000);
    expect(onLost).toHaveBeenCalledTimes(1);
    expect(onLost).toHaveBeenCalledWith(`the folder ${folder} was removed or replaced while it was open`);
    lock.release();
    other?.release();
  });

  test('lets the process end, and looks no more once it is released', () => {
    vi.useFakeTimers();
    const onLost = vi.fn();
    lockFolder(folder, { onLost }).release();
    rmSync(folder, { recursive: true, force: true });
    vi.advanceTimersByTime(10_000);
    expect(onLost).not.toHaveBeenCalled();
  });
});
