import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES, ROUTES } from '@onevault/contract';
import { ErrorReplySchema } from '@onevault/contract/schemas';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { EngineUnavailable } from '@onevault/server/internal/engine/port';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';

const GZIP = { 'Content-Encoding': 'gzip' };

let server: MockServer;
let track: string;
beforeAll(async () => {
  server = await createMockServer();
  track = server.url + ROUTES.track;
});
afterAll(() => server?.close());
beforeEach(() => server.engine.reset('demo'));

describe('a compressed body', () => {
  test('that is gzip is inflated', async () => {
    const body = gzipSync(JSON.stringify([{ event_id: 'evt_1' }, { event_id: 'evt_2' }]));
    const answer = await ask(track, { body, headers: { 'Content-Encoding': 'GZIP' } });
    expect(answer).toMatchObject({ status: 200, body: { event_ids: ['evt_1', 'evt_2'] } });
  });

  test('that inflates to more than the limit is 413', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * MAX_BODY_BYTES, ' '));
    expect(bomb.length).toBeLessThan(MAX_BODY_BYTES);
    const { status, body } = await ask(track, { body: bomb, headers: GZIP });
    expect([status, body.error_code]).toEqual([413, 'BODY_TOO_LARGE']);
    expectSchema(ErrorReplySchema, body);
  });

  test.each([
    ['not gzip', Buffer.from('{}')],
    ['cut short', gzipSync('{"a":1}').subarray(0, 12)],
    ['empty', Buffer.alloc(0)],
  ])('that is %s is 422', async (_, body) => {
    const answer = await ask(track, { body, headers: GZIP });
    expect(answer.status).toBe(422);
    expectSchema(ErrorReplySchema, answer.body);
  });

  test.each(['br', 'deflate', 'gzip, gzip', 'zstd'])(
    'in %s is 415, and names the accepted encodings',
    async (encoding) => {
      const { status, headers, body } = await ask(track, { body: '{}', headers: { 'Content-Encoding': encoding } });
      expect([status, body.error_code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      expect(headers.get('accept-encoding')).toBe('gzip');
    },
  );
});

test('JSON.parse rounds a whole number above 2^53; the same digits as a string stay', async () => {
  await ask(track, { body: '{"event_id":"evt_1","event_data":{"order":9007199254740993,"id":"9007199254740993"}}' });
  const [event] = await server.events();
  expect(event?.event_data).toEqual({ order: 9_007_199_254_740_992, id: '9007199254740993' });
});

describe('a body that is too large', () => {
  const atLimit = (bytes: number) =>
    JSON.stringify({ event_id: 'evt_1', x: '' }).replace('""', `"${'x'.repeat(bytes - 27)}"`);

  test('is 413 from 1 MiB and one byte on', async () => {
    expect(Buffer.byteLength(atLimit(MAX_BODY_BYTES))).toBe(MAX_BODY_BYTES);
    expect((await ask(track, { body: atLimit(MAX_BODY_BYTES) })).status).toBe(200);
    expect((await ask(track, { body: atLimit(MAX_BODY_BYTES + 1) })).status).toBe(413);
  });

  test.each([
    ['with a Content-Length', false],
    ['in chunks', true],
  ])('is answered while it is still being sent, %s', async (_, isChunked) => {
    const socket = connect(Number(new URL(track).port), '127.0.0.1');
    const length = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${40 * MAX_BODY_BYTES}`;
    socket.write(
      `POST ${ROUTES.track} HTTP/1.1\r\nHost: localhost\r\nX-Customer-ID: demo\r\nAuthorization: Bearer ovt_demo\r\n${length}\r\n\r\n`,
    );
    const chunk = Buffer.alloc(65_536, 'x');
    const seen = await new Promise<string>((resolve, reject) => {
      let text = '';
      socket.on('data', (data) => {
        text += data;
        if (text.includes('BODY_TOO_LARGE')) resolve(text);
      });
      socket.on('error', reject);
      const send = () => {
        if (text.includes('BODY_TOO_LARGE')) return;
        if (isChunked) socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        if (isChunked) socket.write('\r\n');
        setImmediate(send);
      };
      send();
    });
    expect(seen).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test('is answered 413 to a client that sends it all, and the next request works', async () => {
    const { status } = await ask(track, { body: Buffer.alloc(20 * MAX_BODY_BYTES, 'x') });
    expect(status).toBe(413);
    expect((await ask(track, { body: {} })).status).toBe(200);
  });
});

describe('a request that is not valid HTTP', () => {
  const talk = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(track).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
      socket.end(text);
    });

  test.each([
    ['400', 'NONSENSE\r\n\r\n'],
    ['400', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n'],
    ['431', `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`],
  ])('is answered %s in the form of the contract', async (status, text) => {
    const answer = await talk(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expectSchema(ErrorReplySchema, JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))));
  });

  test('with a body that ends too early stores nothing, and the next request works', async () => {
    await talk(
      `POST ${ROUTES.track} HTTP/1.1\r\nHost: localhost\r\nX-Customer-ID: demo\r\nAuthorization: Bearer ovt_demo\r\nContent-Length: 100\r\n\r\n{"event_`,
    );
    expect((await ask(track, { body: {} })).status).toBe(200);
    expect(await server.engine.counts('demo')).toMatchObject({ total: 1 });
  });
});

test('an unavailable database is 503 with Retry-After, without text from the driver', async () => {
  const lines: string[] = [];
  const log = { info: () => {}, warn: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
  const engine = {
    ...createMemoryEngine(),
    store: async () => {
      throw new EngineUnavailable('connect ECONNREFUSED 10.0.0.7:5432');
    },
  };
  const down = await createMockServer({ engine, log });
  const { status, headers, body } = await ask(down.url + ROUTES.track, { body: {} });
  expect([status, body.error_code, headers.get('retry-after')]).toEqual([503, 'DATABASE_UNAVAILABLE', '1']);
  expectSchema(ErrorReplySchema, body);
  expect(JSON.stringify(body)).not.toContain('ECONNREFUSED');
  expect(lines.join()).toContain('ECONNREFUSED');
  expect(lines.join()).not.toContain('ovt_demo');
  await down.close();
});
