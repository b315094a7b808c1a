import { ROUTES } from '@onevault/contract';
import { ErrorReplySchema } from '@onevault/contract/schemas';
import { createMockServer, type Fault, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

let server: MockServer;
let track: string;
beforeAll(async () => {
  server = await createMockServer();
  track = server.url + ROUTES.track;
});
afterAll(() => server?.close());
beforeEach(async () => {
  server.faults.remove();
  await server.engine.reset('demo');
});

/** What a client sees for one event: the status, or `lost` if the connection broke. */
async function send(eventId?: string): Promise<number | 'lost'> {
  try {
    return (await ask(track, { body: eventId === undefined ? {} : { event_id: eventId } })).status;
  } catch {
    return 'lost';
  }
}

const stored = async () => (await server.engine.counts('demo')).total;

describe('a status', () => {
  test.each([
    [503, 'DATABASE_UNAVAILABLE'],
    [429, 'RATE_LIMITED'],
    [413, 'BODY_TOO_LARGE'],
    [500, 'INTERNAL_ERROR'],
  ])('%i for the first two, with CORS and Retry-After, and nothing stored', async (status, code) => {
    server.faults.add({ fault: 'status', status, retry_after: 2, first: 2 });
    for (let i = 0; i < 2; i += 1) {
      const answer = await ask(track, { body: {}, headers: { Origin: 'https://shop.example' } });
      expect([answer.status, answer.body.error_code, answer.headers.get('retry-after')]).toEqual([status, code, '2']);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expectSchema(ErrorReplySchema, answer.body);
    }
    expect(await stored()).toBe(0);
    expect(await send()).toBe(200);
    expect(server.faults.list()).toMatchObject([{ fault: 'status', seen: 3, hit: 2 }]);
  });

  test('with a date in Retry-After', async () => {
    server.faults.add({ fault: 'status', status: 503, retry_after: 'Wed, 21 Oct 2026 07:28:00 GMT' });
    expect((await ask(track, { body: {} })).headers.get('retry-after')).toBe('Wed, 21 Oct 2026 07:28:00 GMT');
  });

  test('on a reading route, if a path is given', async () => {
    server.faults.add({ fault: 'status', status: 500, path: ROUTES.status, method: 'GET' });
    expect((await ask(server.url + ROUTES.status)).status).toBe(500);
    expect(await send()).toBe(200);
  });
});

describe('a dropped connection', () => {
  test('before storing: the second request is lost and not stored', async () => {
    server.faults.add({ fault: 'drop_before', nth: 2 });
    expect([await send('evt_1'), await send('evt_2'), await send('evt_3')]).toEqual([200, 'lost', 200]);
    expect(await server.engine.findEvent('demo', 'evt_2')).toBeNull();
  });

  test('after storing: the client sees a loss, the event is stored, and sending it again is a duplicate', async () => {
    server.faults.add({ fault: 'drop_after', nth: [1, 3] });
    expect(await send('evt_1')).toBe('lost');
    expect(await server.engine.findEvent('demo', 'evt_1')).toMatchObject({ stage: 'business' });
    const again = await ask(track, { body: { event_id: 'evt_1' } });
    expect(again.body).toMatchObject({ duplicate: true });
    expect(await send('evt_2')).toBe('lost');
    expect(await stored()).toBe(2);
  });

  test('offline: every request is lost, preflights too, until the fault is removed', async () => {
    const { id } = server.faults.add({ fault: 'offline' });
    expect(await send()).toBe('lost');
    await expect(ask(track, { method: 'OPTIONS' })).rejects.toThrow();
    await expect(ask(server.url + ROUTES.health)).rejects.toThrow();
    expect((await ask(`${server.url}/mock/faults`)).status).toBe(200);
    server.faults.remove(id);
    expect(await send()).toBe(200);
  });
});

test('latency delays the request, stores it, and ends when the server closes', async () => {
  const slow = await createMockServer();
  slow.faults.add({ fault: 'latency', delay_ms: 600_000 });
  const answer = ask(slow.url + ROUTES.track, { body: {} });
  await expect.poll(() => slow.faults.list()[0]?.hit).toBe(1);
  expect((await ask(slow.url + ROUTES.health)).status).toBe(200);
  expect(await slow.engine.counts('demo')).toMatchObject({ total: 0 });
  await slow.close();
  expect((await answer).body).toMatchObject({ success: true, processing_status: 'complete' });
});

test('a stalled request is never answered, stores nothing, and does not keep the server from closing', async () => {
  const stalling = await createMockServer();
  stalling.faults.add({ fault: 'stall' });
  const answer = ask(stalling.url + ROUTES.track, { body: {} }).then(
    () => 'answered',
    () => 'lost',
  );
  await expect.poll(() => stalling.faults.list()[0]?.hit).toBe(1);
  expect(await Promise.race([answer, ask(stalling.url + ROUTES.health).then(() => 'still waiting')])).toBe(
    'still waiting',
  );
  expect(await stalling.engine.counts('demo')).toMatchObject({ total: 0 });
  await stalling.close();
  expect(await answer).toBe('lost');
});

test('a refused preflight has no CORS headers, and the post itself would have worked', async () => {
  server.faults.add({ fault: 'refuse_preflight', first: 1 });
  const preflight = () => ask(track, { method: 'OPTIONS', key: null, headers: { Origin: 'https://shop.example' } });
  const refused = await preflight();
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  expect((await preflight()).status).toBe(204);
  expect(await send()).toBe(200);
});

describe('timing and filters', () => {
  const pattern = async (fault: Fault) => {
    server.faults.remove();
    server.faults.add(fault);
    const seen: (number | 'lost')[] = [];
    for (let i = 0; i < 20; i += 1) seen.push(await send());
    return seen.map((status) => (status === 200 ? '.' : 'x')).join('');
  };

  test('a seed hits the same requests every time, another seed others', async () => {
    const one = await pattern({ fault: 'status', status: 503, probability: 0.5, seed: 1 });
    expect(one).toMatch(/^(?=.*x)(?=.*\.)[x.]{20}$/);
    expect(await pattern({ fault: 'status', status: 503, probability: 0.5, seed: 1 })).toBe(one);
    expect(await pattern({ fault: 'status', status: 503, probability: 0.5, seed: 2 })).not.toBe(one);
  });

  test('each fault counts separately', async () => {
    server.faults.add({ fault: 'status', status: 503, first: 1 });
    server.faults.add({ fault: 'drop_after', nth: 2 });
    expect([await send(), await send(), await send()]).toEqual([503, 'lost', 200]);
  });

  test('a fault can be limited to one customer', async () => {
    server.faults.add({ fault: 'status', status: 503, customer_id: 'someone-else' });
    expect(await send()).toBe(200);
  });
});

describe('over HTTP', () => {
  const faults = () => `${server.url}/mock/faults`;

  test('adds, lists and removes faults', async () => {
    const set = await ask(faults(), { body: { fault: 'status', status: 503, first: 1 }, key: null });
    expect(set).toMatchObject({ status: 200, body: { fault: { fault: 'status', seen: 0 } } });
    expect(await send()).toBe(503);
    expect((await ask(faults())).body).toMatchObject({ faults: [{ status: 503, seen: 1, hit: 1 }] });
    await ask(faults(), { body: { fault: 'stall', nth: 1000 } });
    const { id } = set.body.fault as { id: string };
    expect((await ask(`${faults()}?id=${id}`, { method: 'DELETE' })).body).toMatchObject({
      faults: [{ fault: 'stall' }],
    });
    expect((await ask(faults(), { method: 'DELETE' })).body).toMatchObject({ faults: [] });
  });

  test.each([
    [{ fault: 'explode' }, 'fault', 'Allowed are status, drop_before, drop_after, accept_half, latency, stall'],
    [{ fault: 'constructor' }, 'fault', 'Allowed are'],
    [{ fault: 'status' }, 'status', '400 to 599'],
    [{ fault: 'status', status: 200 }, 'status', '400 to 599'],
    [{ fault: 'status', status: 503, retry_after: 'a\r\nb: c' }, 'retry_after', 'whole seconds or an HTTP date'],
    [{ fault: 'latency', delay_ms: -1 }, 'delay_ms', '0 to'],
    [{ fault: 'stall', delay_ms: 5 }, 'delay_ms', 'Not a field of stall'],
    [{ fault: 'stall', first: 0 }, 'first', 'whole number from 1'],
    [{ fault: 'stall', nth: [] }, 'nth', 'or a list of them'],
    [{ fault: 'stall', first: 1, nth: 1 }, 'nth', 'Only one of first, nth, probability'],
    [{ fault: 'stall', probability: 2 }, 'probability', '0 to 1'],
    [{ fault: 'stall', path: 5 }, 'path', 'valid string'],
  ])('refuses %j and says what is allowed', async (body, field, msg) => {
    const answer = await ask(faults(), { body });
    expect(answer.status).toBe(422);
    expectSchema(ErrorReplySchema, answer.body);
    expect(answer.body.detail).toContainEqual({
      loc: ['body', field],
      msg: expect.stringContaining(msg),
      type: 'value_error',
    });
    expect(server.faults.list()).toEqual([]);
  });
});
