import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDataFolder } from './checkDataFolder.ts';

const SEGMENT = 'pg_wal/000000010000000000000001';

describe('a damaged database is left as it is, and says what is wrong', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onevault-damaged-'));
    mkdirSync(join(folder, 'global'));
    mkdirSync(join(folder, 'pg_wal'));
    writeFileSync(join(folder, 'PG_VERSION'), '18\n');
    writeFileSync(join(folder, 'global/pg_control'), Buffer.alloc(8_192));
    writeFileSync(join(folder, SEGMENT), '');
    truncateSync(join(folder, SEGMENT), 16 * 1_048_576);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const faults: [name: string, damage: () => void, message: string][] = [
    ['without PG_VERSION', () => rmSync(join(folder, 'PG_VERSION')), 'it holds 2 files, but no PG_VERSION'],
    ['with an empty PG_VERSION', () => writeFileSync(join(folder, 'PG_VERSION'), ''), 'its PG_VERSION is damaged'],
    ['without pg_control', () => rmSync(join(folder, 'global/pg_control')), 'global/pg_control is missing'],
    ['with a cut pg_control', () => truncateSync(join(folder, 'global/pg_control'), 9), 'pg_control is damaged'],
    ['with a cut log', () => truncateSync(join(folder, SEGMENT), 4_096), `cut short (${SEGMENT} is not 16 MiB)`],
    ['with an empty log', () => rmSync(join(folder, SEGMENT)), 'its write-ahead log (pg_wal) is missing'],
    ['without a log', () => rmSync(join(folder, 'pg_wal'), { recursive: true }), '(pg_wal) is missing'],
  ];

  test.each(faults)('%s', (_name, damage, message) => {
    damage();
    const before = readdirSync(folder, { recursive: true }).sort();
    expect(() => checkDataFolder(folder)).toThrow(message);
    expect(() => checkDataFolder(folder)).toThrow('Nothing was changed. Try restoring the folder from a copy');
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  test('a whole one, an empty folder and one that is not there yet are fine', () => {
    checkDataFolder(folder);
    checkDataFolder(join(folder, 'new'));
    mkdirSync(join(folder, 'empty'));
    checkDataFolder(join(folder, 'empty'));
  });
});
