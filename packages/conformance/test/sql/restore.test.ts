import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { SCHEMAS } from '@onevault/server/internal/engine/sql/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { event } from '../../src/suites/event.ts';

const guide = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
const [backups = ''] = /\n## Backups\n[\s\S]*?\n## /.exec(guide) ?? [];
const commandOf = (program: string) =>
  new RegExp(`^  (${program} .*"\\$DATABASE_URL".*)$`, 'm').exec(backups)?.[1] ?? '';
const programs = ['pg_dump', 'pg_restore', 'psql'];
const hasPrograms = programs.every((name) => spawnSync(name, ['--version']).status === 0);

test('the guide has the commands, and they remove every schema', () => {
  for (const program of programs) expect(commandOf(program)).not.toBe('');
  const [, dropped = ''] = /drop schema if exists (.*) cascade/.exec(commandOf('psql')) ?? [];
  expect(dropped.split(', ').sort()).toEqual([...SCHEMAS].sort());
});

// The programs of PostgreSQL 15 dump no newer server.
describe('dump and restore as in docs/operations.md', skipUnless(hasPrograms, 'no pg_dump on this machine'), () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'onevault-dump-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (program: string, url: string) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', commandOf(program)], {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: url },
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  };

  test('over a database with later events, and into an empty one, both without a word', async () => {
    const url = await createDatabase({ version: 15 });
    const before = await createPostgresEngine({ url });
    await before.upsertCustomer('demo');
    const [kept, late] = [event(), event()];
    await before.store('demo', [kept], { process: true });
    await before.operations.addKey('demo', { hash: 'ab'.repeat(32), scope: 'full' });
    const counts = await before.counts('demo');
    run('pg_dump', url);
    await before.store('demo', [late], { process: true });
    await before.close();

    for (const target of [url, await createDatabase({ version: 15, isEmpty: true })]) {
      run('psql', target);
      run('pg_restore', target);
      const after = await createPostgresEngine({ url: target });
      expect(after.rowSecurity).toEqual({ isOn: true });
      expect(await after.counts('demo')).toEqual(counts);
      expect(await after.findEvent('demo', late.eventId)).toBeNull();
      expect(await after.operations.hasKeys()).toBe(true);
      // A client sends again what it has no answer for.
      expect(await after.store('demo', [kept, late], { process: true })).toMatchObject([
        { duplicate: true },
        { duplicate: false, status: 'complete' },
      ]);
      await after.close();
    }
  });
});
