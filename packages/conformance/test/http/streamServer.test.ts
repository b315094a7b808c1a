import { connect } from 'node:net';
import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { startDatabaseProxy } from '../../src/databases/databaseProxy.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { openStream } from '../../src/openStream.ts';
import { ask } from './ask.ts';

test.each(['memory', 'memory, without a port', 'postgres'] as const)(
  'a server that stops ends its streams, cleanly and at once: %s',
  async (kind) => {
    const engine = kind === 'postgres' ? await openEngine(kind) : undefined;
    const server = await createMockServer({
      ...(engine && { engine }),
      ...(kind === 'memory, without a port' && { port: false as const }),
    });
    const streams = await Promise.all(
      [1, 2, 3].map(() => openStream(server.url, { fetch: (url, init) => server.fetch(url, init) })),
    );
    await server.fetch(server.url + ROUTES.track, {
      method: 'POST',
      headers: { 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo', 'Content-Type': 'application/json' },
      body: '{}',
    });
    for (const stream of streams) await stream.take(1);
    // A stream that was cut would fail here, and one that stayed open would hold the server.
    const ended = streams.map((stream) => stream.next());
    await server.close();
    expect(await Promise.all(ended)).toEqual([undefined, undefined, undefined]);
    await engine?.close();
  },
);

test('a database that goes away and comes back leaves no gap, and no stream ends', async () => {
  const proxy = await startDatabaseProxy(await createDatabase());
  const engine = await createPostgresEngine({ url: proxy.url });
  const server = await createMockServer({ engine });
  const stream = await openStream(server.url);
  const track = (event_id: string) => ask(server.url + ROUTES.track, { body: { event_id } });
  expect((await track('evt_before')).status).toBe(200);
  await proxy.goAway();
  expect((await track('evt_lost')).status).toBe(503);
  await proxy.comeBack();
  while ((await track('evt_after')).status !== 200);
  expect((await stream.take(2)).map(({ data }) => data.event_id)).toEqual(['evt_before', 'evt_after']);
  await server.close();
  await engine.close();
  await proxy.close();
});

test('a client that stops reading for a while gets the rest later, in order', async () => {
  const server = await createMockServer({ rateLimit: 0 });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.setEncoding('utf8');
  let text = '';
  socket.write(
    `GET ${ROUTES.stream} HTTP/1.1\r\nHost: localhost\r\nX-Customer-ID: demo\r\nAuthorization: Bearer ovt_demo\r\n\r\n`,
  );
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes(': live')) resolve();
    });
  });
  socket.pause();
  const ids: string[] = [];
  // 12 MB: more than the buffers of the system and what a hub keeps.
  for (let batch = 0; batch < 24; batch += 1) {
    const events = Array.from({ length: 10 }, (_, n) => ({
      event_id: `evt_${batch}_${n}`,
      page_url: `https://shop.example/${'x'.repeat(50_000)}`,
    }));
    ids.push(...events.map(({ event_id }) => event_id));
    expect((await ask(server.url + ROUTES.track, { body: events })).status).toBe(200);
  }
  const last = `"event_id":"${ids.at(-1)}"`;
  await new Promise<void>((resolve) => {
    // The id is at the beginning of a message that is as long as its url.
    socket.on('data', () => {
      if (text.slice(-120_000).includes(last)) resolve();
    });
    socket.resume();
  });
  expect([...text.matchAll(/"event_id":"(evt_\w+)"/g)].map(([, id]) => id)).toEqual(ids);
  socket.destroy();
  await server.close();
});
