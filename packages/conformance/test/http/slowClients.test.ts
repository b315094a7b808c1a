import { connect, type Socket } from 'node:net';
import { ROUTES } from '@onevault/contract';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { afterEach, expect, test } from 'vitest';
import { ask } from './ask.ts';

const MIB = 1_048_576;
const sockets: Socket[] = [];
let server: MockServer | undefined;
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
  server = undefined;
});

function open(url: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

test('unfinished bodies are refused, the oldest first, and other requests are served', async () => {
  server = await createMockServer();
  const head = `POST ${ROUTES.track} HTTP/1.1\r\nHost: localhost\r\nX-Customer-ID: demo\r\nAuthorization: Bearer ovt_demo\r\nContent-Length: ${MIB}\r\n\r\n`;
  const begun = MIB - 1;
  const first = open(server.url);
  const answer = new Promise<string>((resolve) => {
    let text = '';
    first.on('data', (chunk) => {
      text += chunk;
    });
    first.on('close', () => resolve(text));
  });
  await begin(first);
  // Sixty-four fit; each is sent to the last byte but one before the next begins.
  for (let body = 0; body < 64; body += 1) await begin(open(server.url));
  expect(await answer).toMatch(/^HTTP\/1.1 503 [\s\S]*retry-after: 1[\s\S]*"error_code":"OVERLOADED"/i);
  expect((await ask(server.url + ROUTES.track, { body: {} })).status).toBe(200);

  function begin(socket: Socket): Promise<void> {
    socket.write(head);
    return new Promise((resolve) => socket.write(Buffer.alloc(begun, ' '), () => resolve()));
  }
});

test('asking whether a customer is served counts towards the rate limit of the address', async () => {
  server = await createMockServer({ rateLimit: 3 });
  const path = `${server.url}${ROUTES.healthCustomer.replace(':customer_id', 'demo')}`;
  for (let request = 0; request < 3; request += 1) expect((await ask(path, { key: null })).status).toBe(200);
  const refused = await ask(path, { key: null });
  expect(refused).toMatchObject({ status: 429, body: { error_code: 'RATE_LIMITED' } });
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect((await ask(server.url + ROUTES.health, { key: null })).status).toBe(200);
  expect((await ask(server.url + ROUTES.track, { body: {} })).status).toBe(200);
});

test('the log names only a few events of a batch in which none is valid', async () => {
  const said: string[] = [];
  const note = (line: string) => void said.push(line);
  server = await createMockServer({ log: { info: note, warn: note, error: note } });
  const blank = Array.from({ length: 500 }, () => ({ event_type: '' }));
  const { status } = await ask(server.url + ROUTES.track, { body: blank });
  expect([200, 422]).toContain(status);
  expect(said.join('\n').length).toBeLessThan(1_000);
});
