import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultyEngine } from '../../src/suites/faultyEngine.ts';
import { createFaultyPgliteEngine } from '../../src/suites/sqlFault.ts';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

let faulty: FaultyEngine;
let server: MockServer;
beforeAll(async () => {
  faulty = await createFaultyPgliteEngine();
  server = await createMockServer({ engine: faulty.engine });
});
afterAll(async () => {
  await server?.close();
  await faulty?.engine.close();
});

const replay = (body?: unknown) => ask(server.url + ROUTES.replay, { method: 'POST', body });

test('retries set-aside events in the background', async () => {
  await ask(server.url + ROUTES.track, { body: { event_id: 'evt_fault1' } });
  const { body: all } = await replay();
  expectSchema(schemas.ReplayReplySchema, all);
  expect(all).toMatchObject({ replayed: 1, message: '1 event is tried again' });
  await server.worker.settle();
  expect((await server.engine.findEvent('demo', 'evt_fault1'))?.stage).toBe('set_aside');

  await faulty.heal();
  expect((await replay({ event_ids: ['evt_other'] })).body.replayed).toBe(0);
  expect((await replay({ rule: 'event_type_blank' })).body.replayed).toBe(0);
  expect((await replay({ to: '2020-01-01' })).body.replayed).toBe(0);
  const wanted = { event_ids: ['evt_fault1'], rule: 'processing_failed', from: '2020-01-01T00:00:00+02:00' };
  expect((await replay(wanted)).body.replayed).toBe(1);
  await server.worker.settle();
  expect((await server.engine.findEvent('demo', 'evt_fault1'))?.stage).toBe('business');
  expect((await replay({})).body).toMatchObject({ replayed: 0, message: '0 events are tried again' });
});

test.each([
  [[], ['body']],
  ['"x"', ['body']],
  [{ event_ids: [] }, ['body', 'event_ids']],
  [{ event_ids: 'evt_1' }, ['body', 'event_ids']],
  [{ event_ids: ['evt_1', 'x'] }, ['body', 'event_ids', 1]],
  [{ rule: 5 }, ['body', 'rule']],
  [{ from: 'soon' }, ['body', 'from']],
  [{ to: 5 }, ['body', 'to']],
])('refuses %j and names the place', async (body, loc) => {
  const { status, body: answer } = await replay(body);
  expect(status).toBe(422);
  expectSchema(schemas.ErrorReplySchema, answer);
  expect(answer).toMatchObject({ detail: [{ loc }] });
});
