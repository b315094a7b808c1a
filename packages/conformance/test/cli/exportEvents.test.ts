import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { exportEvents } from '@onevault/server/internal/cli/commands/exportEvents';
import type { DatabaseEngine, RawEvent } from '@onevault/server/internal/engine/port';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { createFolder } from '../../src/databases/createFolder.ts';
import { endAllCli, runServer } from '../http/runCli.ts';
import { createTestTerminal } from './createTestTerminal.ts';

const NOWHERE = { DATABASE_URL: 'postgres://nowhere.invalid/x' };
const EVENTS = 2_600;
const event = (n: number): RawEvent => ({
  eventId: `evt_${String(n).padStart(5, '0')}`,
  // A record of several lines, in CSV.
  payload: { page_url: '/', event_data: { title: `=Tea "${n}"\n;and,more`, text: 'x'.repeat(1_000) } },
  clientIpHash: null,
  userAgent: null,
  enrichment: null,
});
const IDS = Array.from({ length: EVENTS }, (_, n) => event(n).eventId);

afterEach(endAllCli);

test.each([
  [[], '--customer: it is missing'],
  [['--customer', 'demo'], '--output: it is missing'],
  [['--customer', 'demo', '--output', '-', '--resume'], '--resume: stdout cannot be read'],
  [['--customer', 'demo', '--output', 'x', '--format', 'xml'], '--format: there is no such format'],
  [['--customer', 'demo', '--output', 'x', '--from', 'soon'], '--from: it is not a date'],
  [['--customer', 'demo', '--output', 'x', '--from', '2026-01-02', '--to', '2026-01-01'], '--to: it is before --from'],
  [['--customer', 'demo', '--output', 'x', '--cursor', 'x'], '--cursor: it is not a cursor'],
])('refuses wrong flags before it opens a database: %#', async (args, what) => {
  const { terminal, printed } = createTestTerminal();
  const refused = exportEvents(args, NOWHERE, terminal);
  await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
  await expect(refused).rejects.toThrow(what);
  expect(printed).toEqual([]);
  expect(existsSync('x')).toBe(false);
});

describe('on PostgreSQL', () => {
  let url: string;
  let engine: DatabaseEngine;
  let folder: string;
  beforeAll(async () => {
    url = await createDatabase();
    engine = await createPostgresEngine({ url });
    for (const customer of ['demo', 'acme']) await engine.upsertCustomer(customer);
    for (let n = 0; n < EVENTS; n += 500) {
      await engine.store(
        'demo',
        Array.from({ length: Math.min(500, EVENTS - n) }, (_, i) => event(n + i)),
        {
          process: true,
        },
      );
    }
    await engine.store('acme', [event(99_999)], { process: true });
  });
  afterAll(() => engine?.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onevault-export-'));
    return () => rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string) => join(folder, name);
  const run = async (output: string, ...more: string[]) => {
    const { terminal, said } = createTestTerminal();
    await exportEvents(['--customer', 'demo', '--output', output, '--database', url, ...more], {}, terminal);
    return said;
  };
  const textOf = (path: string, isGzip: boolean) =>
    (isGzip ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString();
  /** The ids in a file, in its order. */
  const idsOf = (text: string, format: string) =>
    format === 'csv'
      ? Array.from(text.matchAll(/(?:^|\r\n)"(evt_\d+)","/g), ([, id]) => id)
      : text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line).event_id);

  const FORMS = [
    ['ndjson', false],
    ['csv', false],
    ['ndjson', true],
    ['csv', true],
  ] as const;
  const flagsOf = (format: string, isGzip: boolean) => ['--format', format, ...(isGzip ? ['--gzip'] : [])];

  test.each(FORMS)(
    '%s, compressed %s: writes all events of the customer, and cuts at any byte are resumed',
    async (format, isGzip) => {
      const random = createSeededRandom(17);
      const flags = flagsOf(format, isGzip);
      const path = at('events');
      const said = await run(path, ...flags);
      expect(said).toEqual([
        expect.stringMatching(/^Database: /),
        expect.stringMatching(/^[\d,]+ events, \d+ %(, about \d+ (s|min|h) left)?$/),
        expect.stringMatching(/^Exported 2,600 events, all that arrived before 20\S+Z\.$/),
        expect.stringMatching(/^What arrives later: --cursor [\w-]+$/),
      ]);
      const whole = textOf(path, isGzip);
      expect(idsOf(whole, format)).toEqual(IDS);
      await expect(run(path, ...flags)).rejects.toThrow('there is such a file. Try --resume');
      const { size } = statSync(path);
      for (let cut = 0; cut < 9; cut += 1) {
        // The first few bytes, the last ones, and any.
        truncateSync(path, cut < 3 ? cut * 7 : cut < 6 ? size - cut : random.integer(0, size));
        await run(path, ...flags, '--resume');
        expect(textOf(path, isGzip)).toBe(whole);
      }
      // With nothing missing too.
      await run(path, ...flags, '--resume');
      expect(textOf(path, isGzip)).toBe(whole);
    },
  );

  test.each(FORMS)('%s, compressed %s: goes on after kill -9 in the middle', async (format, isGzip) => {
    const path = at('events');
    const args = ['export', '--customer', 'demo', '--output', path, '--database', url, ...flagsOf(format, isGzip)];
    for (let kill = 0; kill < 3; kill += 1) {
      const killed = runServer([...args, '--resume']);
      const before = existsSync(path) ? statSync(path).size : 0;
      await Promise.race([
        killed.ended,
        expect.poll(() => existsSync(path) && statSync(path).size > before, { interval: 1 }).toBe(true),
      ]);
      killed.signal('SIGKILL');
      await killed.ended;
    }
    const { code, stderr } = await runServer([...args, '--resume']).ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('Exported 2,600 events')]);
    expect(idsOf(textOf(path, isGzip), format)).toEqual(IDS);
  });

  test('a file of no events is one, and what arrives later is added', async () => {
    for (const [format, isGzip] of FORMS) {
      const path = at(`${format}-${isGzip}`);
      await run(path, ...flagsOf(format, isGzip), '--to', '2000-01-01');
      expect(idsOf(textOf(path, isGzip), format)).toEqual([]);
      await run(path, ...flagsOf(format, isGzip), '--resume');
      expect(idsOf(textOf(path, isGzip), format)).toEqual(IDS);
    }
  });

  test('--from, --to and --cursor are exact', async () => {
    await run(at('all'));
    const lines = readFileSync(at('all'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    const said = await run(at('some'), '--from', lines[10].received_at, '--to', lines[20].received_at);
    expect(idsOf(readFileSync(at('some'), 'utf8'), 'ndjson')).toEqual(IDS.slice(10, 20));
    const cursor = /--cursor (\S+)$/.exec(said.at(-1) ?? '')?.[1] ?? '';
    await run(at('rest'), '--cursor', cursor);
    expect(idsOf(readFileSync(at('rest'), 'utf8'), 'ndjson')).toEqual(IDS.slice(20));
  });

  test('does not go on with a file that is something else', async () => {
    writeFileSync(at('text'), 'hello\nworld\n');
    await run(at('gz'), '--gzip', '--to', '2000-01-01');
    await run(at('csv'), '--format', 'csv');
    for (const [name, ...flags] of [
      ['text'],
      ['text', '--format', 'csv'],
      ['text', '--gzip'],
      ['csv'],
      ['csv', '--gzip'],
    ]) {
      const before = readFileSync(at(name ?? ''));
      await expect(run(at(name ?? ''), '--resume', ...flags), name).rejects.toThrow(
        /^\[OneVault\] Failed to write \S+: it.+\. Try the --format and --gzip that it was begun with, or another file\.$/,
      );
      expect(readFileSync(at(name ?? '')).equals(before)).toBe(true);
    }
  });

  test('two at once do not write one file', async () => {
    const path = at('events');
    await run(path);
    const results = await Promise.allSettled([run(path, '--resume'), run(path, '--resume')]);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    for (const reason of reasons) expect(reason).toMatch(/another export writes it/);
    expect(idsOf(readFileSync(path, 'utf8'), 'ndjson')).toEqual(IDS);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is said in one line, with code 1', async () => {
    const args = ['export', '--customer', 'demo', '--database', url, '--output'];
    const { code, stderr } = await runServer([...args, '/dev/full']).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\n\[OneVault\] Failed to write \/dev\/full: the disk is full\. Try freeing space, then the same command with --resume\.\n$/,
    );
    const toStdout = await runServer([...args, '-'], {}, ['sh', '-c', 'exec "$@" > /dev/full', 'sh']).ended;
    expect([toStdout.code, toStdout.stderr]).toEqual([1, expect.stringContaining('to stdout: the disk is full')]);
  });

  test('a folder that does not exist is said', async () => {
    await expect(run(at('no/events'))).rejects.toThrow('its folder does not exist. Try a folder that exists.');
    await expect(run(folder)).rejects.toThrow('it is a folder. Try a file.');
  });

  test('stdout has the events and nothing else; a reader that stops ends it with code 1', async () => {
    const args = ['export', '--customer', 'demo', '--database', url, '--output', '-'];
    const { code, stdout, stderr } = await runServer(args).ended;
    expect(code).toBe(0);
    expect(idsOf(stdout, 'ndjson')).toEqual(IDS);
    expect(stderr).toContain('Exported 2,600 events');
    const cut = await runServer(args, {}, ['sh', '-c', '{ "$@"; echo "code $?" >&2; } | head -c 10', 'sh']).ended;
    expect(cut.stderr).toMatch(/to stdout: its reader has stopped\. Try --cursor [\s\S]*code 1\n$/);
  });

  test('a signal ends it in order, and it can be resumed', async () => {
    const path = at('events');
    const args = ['export', '--customer', 'demo', '--output', path, '--database', url, '--resume'];
    const stopped = runServer(args);
    await expect.poll(() => existsSync(path) && statSync(path).size > 0, { interval: 1 }).toBe(true);
    stopped.signal('SIGTERM');
    const { code, stderr } = await stopped.ended;
    // It may just have been ready.
    if (code !== 0) expect(stderr).toMatch(/it was stopped\. Try the same command with --resume\.\n$/);
    expect((await runServer(args).ended).code).toBe(0);
    expect(idsOf(readFileSync(path, 'utf8'), 'ndjson')).toEqual(IDS);
  });
});

test('exports from a folder', async () => {
  const folder = createFolder();
  const path = join(folder, 'events.ndjson');
  const database = ['--database', folder];
  const { terminal } = createTestTerminal();
  const { createPgliteEngine } = await import('@onevault/server/internal/engine/pglite/createPgliteEngine');
  const engine = await createPgliteEngine({ folder });
  await engine.upsertCustomer('demo');
  await engine.store('demo', [event(1), event(2)], { process: true });
  await engine.close();
  await exportEvents(['--customer', 'demo', '--output', path, ...database], {}, terminal);
  expect(
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).event_id),
  ).toEqual(['evt_00001', 'evt_00002']);
});
