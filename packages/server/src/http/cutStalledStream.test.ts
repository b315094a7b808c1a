import { EventEmitter } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cutStalledStream } from './cutStalledStream.ts';

const CHUNK = 'x'.repeat(65_536);
let server: Server | undefined;
let socket: Socket | undefined;
afterEach(() => {
  socket?.destroy();
  server?.close();
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
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  socket = connect((listening.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return { made: () => made, closed, socket };
}

test('a client that does not read is cut, and no more was made than fits into the buffers', async () => {
  const { made, closed, socket } = await serveEndless(40);
  socket.pause();
  await closed;
  // The operating system takes a few megabytes for itself.
  expect(made() * CHUNK.length).toBeLessThan(64 * 1_048_576);
});

describe('the time of a stall', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function createResponse() {
    const response = Object.assign(new EventEmitter(), { writableNeedDrain: false, destroy: vi.fn() });
    cutStalledStream(response as unknown as ServerResponse, 60_000);
    return response;
  }

  test('begins anew with everything that the client reads', () => {
    const response = createResponse();
    for (let read = 0; read < 10; read += 1) {
      response.writableNeedDrain = true;
      vi.advanceTimersByTime(59_000);
      expect(response.destroy).not.toHaveBeenCalled();
      response.emit('drain');
    }
    vi.advanceTimersByTime(75_000);
    expect(response.destroy).toHaveBeenCalledOnce();
  });

  test('does not begin while the client has read all', () => {
    const response = createResponse();
    vi.advanceTimersByTime(3_600_000);
    expect(response.destroy).not.toHaveBeenCalled();
  });

  test('ends with the connection', () => {
    const response = createResponse();
    response.writableNeedDrain = true;
    vi.advanceTimersByTime(30_000);
    response.emit('close');
    expect(vi.getTimerCount()).toBe(0);
  });
});
