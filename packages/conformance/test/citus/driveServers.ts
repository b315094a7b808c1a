import { type JsonObject, type JsonValue, ROUTES } from '@onevault/contract';
import { expect } from 'vitest';
import { createSeededRandom, type SeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { ask } from '../http/ask.ts';
import { runServer } from '../http/runCli.ts';

/** What the servers answered, by request: times are left out, all else must not depend on the database. */
export type Answers = Record<string, JsonValue>;

export const CUSTOMERS = Array.from({ length: 24 }, (_, n) => `drive-${n}`);
const TOKEN = 'ovt_drive';
const ROUNDS = 6;
const TYPES = ['page_view', 'user_interaction', 'item_interaction', 'transaction_step', 'scroll_depth', 'no such type'];
const URLS = [
  'https://shop.example/boots?utm_source=letter&gclid=abc',
  'https://shop.example/boots',
  '/cart?fbclid=1',
  'no url',
];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
/** Measured, not derived. */
const MEASURED = ['waited_ms', 'skew_ms'];

/**
 * Starts two servers and a worker on a database, sends them the requests of 24 customers, the same in every run, and
 * returns what they answer to every reading route once all events have reached a final state. The caller ends the
 * processes (`endAllCli`).
 */
export async function driveServers(databaseUrl: string): Promise<Answers> {
  const database = ['--database', databaseUrl];
  const keys = CUSTOMERS.flatMap((customerId) => ['--key', `${customerId}:${TOKEN}`]);
  // One after the other: a start that installs the schema may take longer than another one waits for it.
  const servers: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    servers.push(await runServer([...database, ...keys, '--port', '0', '--no-worker', '--quiet']).url);
  }
  await runServer(['worker', ...database]).ready;
  const answers: Answers = {};
  const waiting = [...CUSTOMERS];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let customerId = waiting.shift(); customerId !== undefined; customerId = waiting.shift()) {
        Object.assign(answers, await driveCustomer(customerId, servers));
      }
    }),
  );
  return answers;
}

async function driveCustomer(customerId: string, servers: readonly string[]): Promise<Answers> {
  const key = `${customerId}:${TOKEN}`;
  const answers: Answers = {};
  const random = createSeededRandom(CUSTOMERS.indexOf(customerId) + 1);
  const request = async (name: string, path: string, body?: unknown): Promise<JsonObject> => {
    const server = servers[Object.keys(answers).length % servers.length] ?? '';
    const answer = await ask(server + path, body === undefined ? { key } : { key, body });
    answers[`${customerId} ${name}`] = withoutTimes({ status: answer.status, ...answer.body });
    return answer.body;
  };

  const ids: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const events = createEvents(random, customerId, round);
    ids.push(...events.map(({ event_id }) => String(event_id)));
    // Both routes, single events and batches, and a repetition through the other server.
    const path = round % 2 === 0 ? ROUTES.track : ROUTES.trackAsync;
    await request(`${round} batch`, path, events);
    await request(`${round} batch again`, ROUTES.track, events);
    await request(`${round} single`, path, createEvents(random, customerId, round + ROUNDS)[0]);
  }
  await request('rejected', ROUTES.track, [{ event_id: 'evt_wrong', event_data: 1 }, { event_type: '' }]);
  const settled = await request('settled', `${ROUTES.settled}?timeout_ms=30000`);
  expect(settled, customerId).toMatchObject({ settled: true });
  await request('status', ROUTES.status);
  await request('dashboard', `${ROUTES.dashboard}?limit=500`);
  await request('page', `${ROUTES.dashboard}?limit=5&event_type=page_view`);
  await request('session', `${ROUTES.dashboard}?limit=100&session_id=sess_1`);
  await request('ledger', `${ROUTES.ledger}?session_id=sess_1`);
  await request('config', ROUTES.customerConfig);
  await request('process', ROUTES.process, {});
  for (const id of ids.slice(0, 3)) await request(`event ${id}`, ROUTES.event.replace(':event_id', id));
  return answers;
}

function createEvents(random: SeededRandom, customerId: string, round: number): JsonObject[] {
  return Array.from({ length: random.integer(1, 12) }, (_, n) => ({
    event_id: `evt_${customerId}_${round}_${n}`,
    event_type: TYPES[random.integer(0, TYPES.length - 1)] ?? '',
    page_url: URLS[random.integer(0, URLS.length - 1)] ?? '',
    event_data: {
      session_id: `sess_${random.integer(1, 3)}`,
      visitor_id: `visitor_${random.integer(1, 3)}`,
      tab_id: `tab_${random.integer(1, 2)}`,
      seq: round * 100 + n,
      item_id: random.next() < 0.5 ? `item_${random.integer(1, 4)}` : null,
      scroll_depth: random.integer(-20, 120),
      action: 'view',
    },
  }));
}

/** Only that there is a time, not which. */
function withoutTimes(value: JsonValue, name = ''): JsonValue {
  if (MEASURED.includes(name)) return '<measured>';
  // A cursor is the time and id of the last event.
  if (name === 'next_cursor' && typeof value === 'string') {
    return Buffer.from(value, 'base64url')
      .toString()
      .replace(/^\S+Z /, '<time> ');
  }
  if (typeof value === 'string')
    return TIME.test(value) ? '<time>' : value.replace(/evt_[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>');
  if (Array.isArray(value)) return value.map((one) => withoutTimes(one, name));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, one]) => [inner, withoutTimes(one as JsonValue, inner)]),
  );
}
