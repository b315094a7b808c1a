import type { Command } from '@onevault/server/internal/cli/command';
import { eraseVisitor } from '@onevault/server/internal/cli/commands/eraseVisitor';
import { replayEvents } from '@onevault/server/internal/cli/commands/replayEvents';
import { setRetention } from '@onevault/server/internal/cli/commands/setRetention';
import { showAudit } from '@onevault/server/internal/cli/commands/showAudit';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { createTestTerminal } from './createTestTerminal.ts';

/** The first line on stderr. */
const NAMED = expect.stringMatching(/^Database: postgres, 127\.0\.0\.1:\d+\/\w+ as postgres$/);
const NOWHERE = { DATABASE_URL: 'postgres://nowhere.invalid/x' };

test.each<[Command, string[], string]>([
  [eraseVisitor, [], '--customer: it is missing'],
  [eraseVisitor, ['--customer', 'demo'], '--visitor: it is missing'],
  [eraseVisitor, ['--customer', 'demo', '--visitor', 'a\tb'], '--visitor: it is missing or not a visitor id'],
  [eraseVisitor, ['--customer', 'demo', '--visitor', 'v', '--database', 'memory'], '--database: memory is for tests'],
  [replayEvents, ['--customer', 'a b'], '--customer: it has a space'],
  [replayEvents, ['--customer', 'demo', '--event', '1'], '--event: it is not an event id'],
  [replayEvents, ['--customer', 'demo', '--from', 'soon'], '--from: it is not a date'],
  [showAudit, ['--customer', 'demo', '--visitor', ''], '--visitor: it is empty'],
  [setRetention, ['--customer', 'demo', '--days', '0'], '--days: nothing can be kept for 0 days'],
  [setRetention, ['--customer', 'demo', '--days', 'x'], '--days: "x" is not a whole number'],
])('refuses wrong flags before it opens a database: %#', async (command, args, what) => {
  const { terminal, printed } = createTestTerminal();
  const refused = command(args, NOWHERE, terminal);
  await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
  await expect(refused).rejects.toThrow(what);
  expect(printed).toEqual([]);
});

describe('on a database', () => {
  let url: string;
  beforeAll(async () => {
    url = await createDatabase();
    const engine = await createPostgresEngine({ url });
    await engine.upsertCustomer('demo');
    const event = (eventId: string, visitor_id: string) => ({
      eventId,
      payload: { page_url: '/', event_data: { visitor_id } },
      clientIpHash: null,
      userAgent: null,
      enrichment: null,
    });
    await engine.store('demo', [event('evt_1', 'me'), event('evt_2', 'you')], { process: true });
    await engine.close();
  });

  const run = async (command: Command, ...args: string[]) => {
    const { terminal, printed, said } = createTestTerminal();
    await command([...args, '--database', url], {}, terminal);
    return { printed, said };
  };

  test('erase prints how many rows it deleted, and that none is left', async () => {
    const { printed, said } = await run(eraseVisitor, '--customer', 'demo', '--visitor', 'me');
    expect(printed).toContain('        1  business.site_visitor_h');
    expect(said).toEqual([NAMED, 'Erased 1 events of the visitor. Nothing is left.']);
    expect((await run(eraseVisitor, '--customer', 'demo', '--visitor', 'me')).printed).toEqual([]);
  });

  test('erase takes any id of the person, however long, and says which others it erased', async () => {
    const long = 'x'.repeat(300);
    const engine = await createPostgresEngine({ url });
    const alias = { page_url: '/', event_type: 'alias', event_data: { user_id: 'user-7', previous_id: long } };
    const store = (eventId: string) =>
      engine.store('demo', [{ eventId, payload: alias, clientIpHash: null, userAgent: null, enrichment: null }], {
        process: true,
      });
    await store('evt_alias_1');
    expect((await run(eraseVisitor, '--customer', 'demo', '--visitor', long)).said).toEqual([
      NAMED,
      'Also erased, by alias events: user-7.',
      'Erased 1 events of the visitor. Nothing is left.',
    ]);
    await store('evt_alias_2');
    expect((await run(eraseVisitor, '--customer', 'demo', '--visitor', 'user-7', '--no-aliases')).said).toEqual([
      NAMED,
      'Erased 1 events of the visitor. Nothing is left.',
    ]);
    await engine.close();
  });

  test('retention sets and prints the number of days', async () => {
    expect((await run(setRetention, '--customer', 'demo')).printed).toEqual(['365 days']);
    expect((await run(setRetention, '--customer', 'demo', '--days', '90')).printed).toEqual(['90 days']);
  });

  test('audit shows the actor, and finds an erasure only by the visitor id', async () => {
    const { printed } = await run(showAudit, '--customer', 'demo');
    expect(printed.map((line) => line.split(/ {2,}/).slice(1).join(' '))).toEqual([
      expect.stringMatching(/^cli(:\S+)? retention_changed from_days=365 to_days=90$/),
      expect.stringMatching(/^cli(:\S+)? visitor_erased events=1 rows=\d+ visitor_hash=[0-9a-f]{64}$/),
      expect.stringMatching(
        /^cli(:\S+)? visitor_erased connected_hashes=\["[0-9a-f]{64}"\] events=1 rows=\d+ visitor_hash=[0-9a-f]{64}$/,
      ),
      expect.stringMatching(/^cli(:\S+)? visitor_erased events=0 rows=0 visitor_hash=[0-9a-f]{64}$/),
      expect.stringMatching(/^cli(:\S+)? visitor_erased events=1 rows=\d+ visitor_hash=[0-9a-f]{64}$/),
    ]);
    const found = await run(showAudit, '--customer', 'demo', '--visitor', 'me', '--json', '--limit', '1');
    expect(found.printed.map((line) => JSON.parse(line))).toMatchObject([{ action: 'visitor_erased' }]);
    expect((await run(showAudit, '--customer', 'demo', '--visitor', 'you')).printed).toEqual([]);
  });

  test('replay prints its result', async () => {
    expect((await run(replayEvents, '--customer', 'demo', '--rule', 'processing_failed')).printed).toEqual([
      '0 replayed, 0 loaded, 0 set aside again or invalid',
    ]);
  });

  test('an unknown customer is an error', async () => {
    await expect(run(replayEvents, '--customer', 'nobody')).rejects.toThrow('no customer has this id');
  });
});
