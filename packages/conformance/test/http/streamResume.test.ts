import { ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import type { Engine } from '@onevault/server/internal/engine/port';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changeTable } from '../../src/databases/changeTable.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { openStream, type StreamMessage } from '../../src/openStream.ts';
import { ask } from './ask.ts';

const END = 'evt_end';

let servers: MockServer[] = [];
let engines: Engine[] = [];
let owner: pg.Client;
let url = '';
beforeAll(async () => {
  url = await createDatabase();
  owner = await connect();
  engines = await Promise.all([1, 2].map(() => createPostgresEngine({ url })));
  servers = await Promise.all(engines.map((engine) => createMockServer({ engine, rateLimit: 0 })));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  for (const engine of engines) await engine.close();
  await owner?.end();
});
beforeEach(async () => {
  await engines[0]?.reset('demo');
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

const on = (n: number) => servers[n % servers.length]?.url ?? '';
const track = (n: number, body: unknown, path: string = ROUTES.track) => ask(on(n) + path, { body });

/** Stores an event in a transaction that stays open, as psql or a slow disk does it. */
async function storeLate(eventId: string, process: boolean): Promise<pg.Client> {
  const client = await connect();
  await client.query('begin');
  await client.query(
    `select api.store_events(auth.enter_customer('demo'), jsonb_build_array(jsonb_build_object(
       'event_id', $1::text, 'payload', '{}'::jsonb, 'origin', 0)), $2, '[{}]')`,
    [eventId, process],
  );
  return client;
}

/**
 * Waits until these are answered, or until one waits for a row that an open transaction holds: connections whose numbers
 * are 16 apart share their rows of totals.
 */
async function answeredOrBlocked(answers: Promise<{ status: number }>[]): Promise<void> {
  let isAnswered = false;
  const all = Promise.all(answers).then(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    const { rows } = await owner.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
  await all;
}

async function end(client: pg.Client, how: 'commit' | 'rollback'): Promise<void> {
  await client.query(how);
  await client.end();
}

test('a place after the present time, from before the clock was set back, goes on from the present', async () => {
  const engine = engines[0] as Engine;
  const after = `${new Date(Date.now() + 3_600_000).toISOString().replace('Z', '000Z')} evt_1`;
  expect(engine.checkPlace(after)).toBe('valid');
  const page = await engine.stageChanges('demo', { after, marks: [{ at: after.slice(0, 27), open: [] }], limit: 10 });
  expect(page).toMatchObject({ isSetBack: true, changes: [] });
  expect(page.next && page.next < page.mark.at).toBe(true);
  expect(engine.checkPlace('2020-01-01T00:00:00.000000Z evt_1')).toBe('expired');
});

test.each(['commit', 'rollback'] as const)(
  'what is committed late is neither left out nor out of order: %s',
  async (how) => {
    const streams = await Promise.all([0, 1].map((n) => openStream(on(n))));
    const late = await storeLate('evt_late', true);
    const after = track(0, { event_id: 'evt_after' });
    await answeredOrBlocked([after]);
    const later = track(1, { event_id: 'evt_later' });
    await answeredOrBlocked([after, later]);
    await end(late, how);
    expect((await Promise.all([after, later])).map(({ status }) => status)).toEqual([200, 200]);
    await track(1, { event_id: END });
    const wanted = [...(how === 'commit' ? ['evt_late'] : []), 'evt_after', 'evt_later', END];
    for (const stream of streams) {
      expect((await stream.take(wanted.length)).map(({ data }) => data.event_id)).toEqual(wanted);
      stream.cut();
    }
  },
);

test('a stream that begins while a transaction is open has every event that is accepted from then on', async () => {
  const late = await storeLate('evt_late', true);
  // It begins when the transaction has ended, since nobody knows before where that belongs.
  const opening = openStream(on(0));
  const meanwhile = track(1, { event_id: 'evt_meanwhile' });
  await answeredOrBlocked([meanwhile]);
  await end(late, 'commit');
  expect((await meanwhile).status).toBe(200);
  const stream = await opening;
  await track(1, { event_id: 'evt_then' });
  const found: string[] = [];
  while (found.at(-1) !== 'evt_then') found.push(...(await stream.take(1)).map(({ data }) => data.event_id));
  expect(['evt_then', 'evt_meanwhile,evt_then']).toContain(found.join());
  stream.cut();
});

test('events that are processed late, set aside and replayed come once at each stage', async () => {
  const stream = await openStream(on(0));
  await changeTable(
    owner,
    `alter table staging.site_tracking_events_s add constraint no_faults check (event_id not like 'evt_fault%')`,
  );
  await changeTable(
    owner,
    `alter table business.site_event_nl add constraint no_faults check (site_event_bk not like 'evt_broken%')`,
  );
  await track(0, [{ event_id: 'evt_fault_1' }, { event_id: 'evt_broken_1' }, { event_id: 'evt_fine' }]);
  const first = await stream.take(3);
  expect(Object.fromEntries(first.map(({ data }) => [data.event_id, [data.stage, data.staging_status]]))).toEqual({
    evt_fault_1: ['set_aside', 'REJECTED'],
    evt_broken_1: ['set_aside', 'PROCESSED'],
    evt_fine: ['business', 'PROCESSED'],
  });
  stream.cut();
  await changeTable(owner, 'alter table staging.site_tracking_events_s drop constraint no_faults');
  await changeTable(owner, 'alter table business.site_event_nl drop constraint no_faults');
  expect((await track(1, {}, ROUTES.replay)).body).toMatchObject({ replayed: 2 });
  const resumed = await openStream(on(1), { lastEventId: first.at(-1)?.id });
  const healed = await resumed.take(2);
  expect(healed.map(({ data }) => [data.event_id, data.stage]).sort()).toEqual([
    ['evt_broken_1', 'business'],
    ['evt_fault_1', 'business'],
  ]);
  resumed.cut();
  // Whoever resumes from before sees only the end; whoever resumes from the end, nothing more.
  await track(0, { event_id: END });
  const again = await openStream(on(0), { lastEventId: healed.at(-1)?.id });
  expect((await again.take(1))[0]?.data.event_id).toBe(END);
  again.cut();
});

test('a backlog that is processed after a while comes without a gap', async () => {
  // Nobody processes: these events wait longer than a look goes back.
  const sent = Array.from({ length: 30 }, (_, n) => ({
    eventId: `evt_old_${n}`,
    payload: {},
    clientIpHash: null,
    userAgent: null,
    enrichment: null,
  }));
  const stream = await openStream(on(0));
  const busy = await connect();
  await busy.query('begin');
  await engines[0]?.store('demo', sent, { process: false });
  await busy.query(`select 1 from raw.queue where tenant_hk = auth.tenant_hk('demo') for update`);
  const raw = await stream.take(30);
  expect(new Set(raw.map(({ data }) => data.stage))).toEqual(new Set(['raw']));
  const isLate = `select min(received_timestamp) < clock_timestamp() - 2 * util.late_after() as is_late
     from raw.site_tracking_events_r where tenant_hk = auth.tenant_hk('demo')`;
  while (!(await owner.query(isLate)).rows[0].is_late);
  await end(busy, 'rollback');
  const loaded = await stream.take(30);
  expect(loaded.map(({ data }) => [data.event_id, data.stage]).sort()).toEqual(
    sent.map(({ eventId }) => [eventId, 'business']).sort(),
  );
  const { rows } = await owner.query(`select count(*)::int as notes from totals.late_changes`);
  expect(rows[0].notes).toBeGreaterThan(0);
  stream.cut();
});

test.each([1, 2, 3])(
  'clients that are cut and come back to either server have neither a gap nor a double: seed %i',
  async (seed) => {
    const random = createRandom(seed);
    const pick = (below: number) => Math.floor(random() * below);
    const expected: string[] = [];
    const opened = await Promise.all([0, 1, 2].map((n) => openStream(on(n))));
    const readers = opened.map(async (stream, n) => {
      const seen: StreamMessage[] = [];
      let current = stream;
      for (let server = n; ; server = pick(2)) {
        for (let left = 1 + pick(40); left > 0; left -= 1) {
          const message = await current.next();
          if (message === undefined) break;
          seen.push(message);
          if (message.data.event_id === END) {
            current.cut();
            return seen;
          }
        }
        const lastEventId = current.lastId();
        current.cut();
        current = await openStream(on(server), { lastEventId });
      }
    });

    const write = async (writer: number) => {
      for (let round = 0; round < 12; round += 1) {
        const ids = Array.from({ length: 1 + pick(8) }, (_, n) => `evt_${writer}_${round}_${n}`);
        expected.push(...ids);
        const path = pick(3) === 0 ? ROUTES.trackAsync : ROUTES.track;
        const answer = await track(
          pick(2),
          ids.map((event_id) => ({ event_id })),
          path,
        );
        expect(answer.status).toBe(200);
      }
    };
    const writeLate = async () => {
      for (let round = 0; round < 6; round += 1) {
        const eventId = `evt_late_${round}`;
        const late = await storeLate(eventId, pick(2) === 0);
        // Others commit meanwhile.
        const others = Array.from({ length: 1 + pick(3) }, (_, n) => `evt_meanwhile_${round}_${n}`);
        expected.push(...others);
        const answers = others.map((event_id) => track(pick(2), { event_id }));
        await answeredOrBlocked(answers);
        const isKept = pick(4) > 0;
        if (isKept) expected.push(eventId);
        await end(late, isKept ? 'commit' : 'rollback');
        for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
      }
    };
    await Promise.all([write(0), write(1), write(2), writeLate()]);
    for (const { url } of servers) expect((await ask(url + ROUTES.settled)).body).toMatchObject({ settled: true });
    await track(0, { event_id: END });

    for (const seen of await Promise.all(readers)) {
      const ids = seen.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const loaded = seen.filter(({ data }) => data.stage === 'business').map(({ data }) => data.event_id);
      expect(loaded.sort()).toEqual([...expected, END].sort());
      const told = seen.map(({ data }) => `${data.event_id} ${data.stage}`);
      expect(new Set(told).size).toBe(told.length);
      expect(new Set(seen.map(({ data }) => data.stage))).toEqual(
        new Set(told.some((text) => text.endsWith(' raw')) ? ['raw', 'business'] : ['business']),
      );
    }
  },
);

/** Mulberry32: the same numbers for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
