import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { cutStalledStream } from './cutStalledStream.ts';

const CHUNK = 'x'.repeat(65_536);
let server: Server;
let socket: Socket;
afterEach(() => {
  socket.destroy();
  server.close();
});

/** Serves a stream without an end; says how much was made, and when the connection is closed. */
async function serveEndless(stalledMs: number) {
  let made = 0;
  let isClosed: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const generate = async function* () {
    for (;;) {
      made += 1;
      yield CHUNK;
    }
  };
  server = createServer((_request, response) => {
    cutStalledStream(response, stalledMs);
    response.once('close', isClosed);
    Readable.from(generate(), { objectMode: false, highWaterMark: 65_536 }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return { made: () => made, closed };
}

test('a client that does not read is cut, and no more was made than fits into the buffers', async () => {
  const { made, closed } = await serveEndless(40);
  socket.pause();
  await closed;
  // The operating system takes a few megabytes for itself.
  expect(made() * CHUNK.length).toBeLessThan(64 * 1_048_576);
});

test('a client that reads slowly is not cut', async () => {
  const { made, closed } = await serveEndless(40);
  let isCut = false;
  closed.then(() => {
    isCut = true;
  });
  let read = 0;
  socket.on('data', (chunk) => {
    read += chunk.length;
  });
  while (read < 64 * 1_048_576) await new Promise((resolve) => socket.once('data', resolve));
  expect([isCut, made() > 900]).toEqual([false, true]);
});
