import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer();
  const events = Array.from({ length: 25 }, (_, n) => ({
    event_id: `evt_${n}`,
    event_type: n % 2 === 0 ? 'page_view' : 'signup',
    page_url: `https://shop.example/${n % 3}?n=${n}`,
    event_data: { session_id: `sess_${n % 4}`, visitor_id: 'visitor_1' },
  }));
  await ask(server.url + ROUTES.track, { body: events });
});
afterAll(() => server?.close());

const dashboard = async (query = '') => {
  const answer = await ask(`${server.url}${ROUTES.dashboard}?${query}`);
  if (answer.status === 200) expectSchema(schemas.DashboardReplySchema, answer.body);
  return answer;
};
const idsOf = ({ events }: Awaited<ReturnType<typeof dashboard>>['body']) =>
  (events as { event_id: string }[]).map(({ event_id }) => event_id);

test('without filters the dashboard has the inherited form, and a cursor only if there is a next page', async () => {
  const { body: all } = await dashboard('limit=25');
  expect(all).not.toHaveProperty('next_cursor');
  expect(idsOf(all)).toHaveLength(25);
  const { body: first } = await dashboard();
  expect(idsOf(first)).toEqual(idsOf(all).slice(0, 20));
  const { body: rest } = await dashboard(`cursor=${String(first.next_cursor)}`);
  expect(idsOf(rest)).toEqual(idsOf(all).slice(20));
  expect(rest.next_cursor).toBeNull();
  expect(rest.summary).toEqual(all.summary);
});

test('filters work with a cursor up to the last page', async () => {
  const query = 'event_type=signup&page=shop.example/1&limit=1&status=complete&visitor=1';
  const found: string[] = [];
  let cursor: unknown = '';
  for (let pages = 0; cursor !== null; pages += 1) {
    expect(pages).toBeLessThan(10);
    const { body } = await dashboard(`${query}${cursor === '' ? '' : `&cursor=${String(cursor)}`}`);
    found.push(...idsOf(body));
    cursor = body.next_cursor;
  }
  expect(found).toEqual(['evt_19', 'evt_13', 'evt_7', 'evt_1']);
  expect(idsOf((await dashboard('session=sess_2&limit=2')).body)).toEqual(['evt_22', 'evt_18']);
});

test('from and to select events by arrival', async () => {
  const { body } = await dashboard('limit=25');
  const times = (body.events as { raw_load_date: string }[]).map(({ raw_load_date }) => raw_load_date);
  expect(idsOf((await dashboard(`from=${times[3]}&to=${times[1]}`)).body)).toEqual(['evt_22', 'evt_21']);
  expect((await dashboard('to=2000-01-01')).body).toMatchObject({ events: [], next_cursor: null });
});

test.each([
  ['event_type='],
  ['status=done'],
  ['from=soon'],
  ['to=2026-02-30'],
  ['page='],
  ['session='],
  [`visitor=${'x'.repeat(129)}`],
  ['cursor=x'],
])('refuses %s and names it', async (query) => {
  const { status, body } = await dashboard(query);
  expect(status).toBe(422);
  expectSchema(schemas.ErrorReplySchema, body);
  expect(body).toMatchObject({ error_code: 'INVALID_QUERY', detail: [{ loc: ['query', query.split('=')[0]] }] });
});

test('impossible values find nothing and cause no error', async () => {
  for (const value of ['%00', '%27%3B--', '%F0%9F%A6%8A', '%25', '$1']) {
    expect((await dashboard(`session=${value}&page=${value}&event_type=${value}`)).body).toMatchObject({ events: [] });
  }
});
