import { connect } from 'node:net';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { cutUnreadAnswers } from './cutUnreadAnswers.ts';

test('a connection whose client does not read its answer is closed', async () => {
  const app = Fastify();
  cutUnreadAnswers(app, 200);
  // More than the buffers of both ends hold.
  const text = 'x'.repeat(64 * 1_048_576);
  app.get('/', () => text);
  const isCut = new Promise((resolve) => {
    app.server.once('connection', (socket) => socket.once('close', resolve));
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const deaf = connect(Number(new URL(url).port), '127.0.0.1');
  deaf.on('error', () => {});
  deaf.pause();
  deaf.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await isCut;
  deaf.destroy();
  await app.close();
});

test('one that reads gets it all', async () => {
  const app = Fastify();
  cutUnreadAnswers(app);
  const text = 'x'.repeat(8 * 1_048_576);
  app.get('/', () => text);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  expect((await (await fetch(url)).text()).length).toBe(text.length);
  await app.close();
});
