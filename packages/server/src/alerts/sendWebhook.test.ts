import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { resolvePublicAddress } from './resolvePublicAddress.ts';
import { sendWebhook, type WebhookOptions } from './sendWebhook.ts';
import { signWebhook } from './signWebhook.ts';

let server: Server | undefined;
let asked: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  asked = [];
});

/** A receiver; resolves with its port once it listens. */
async function receive(answer: RequestListener): Promise<number> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const send = (address: string, options: WebhookOptions = { allowPrivate: true }) =>
  sendWebhook({ address, secret: 'whsec_c2VjcmV0', body: '{"type":"alert.test"}', deliveryId: 'id-1' }, options);

test('posts the signed body, and keeps nothing of a good answer', async () => {
  const port = await receive((_request, response) => response.writeHead(202).end('thanks'));
  expect(await send(`http://127.0.0.1:${port}/hook?a=1`)).toEqual({
    outcome: 'delivered',
    entry: { status: 202, duration_ms: expect.any(Number) },
  });
  expect(asked).toMatchObject([
    {
      url: '/hook?a=1',
      body: '{"type":"alert.test"}',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_id-1',
        'webhook-signature': expect.stringMatching(/^v1,/),
      },
    },
  ]);
});

test('signs as the specification’s own example', () => {
  // https://github.com/standard-webhooks/standard-webhooks, libraries: the vector that all of them test.
  expect(
    signWebhook(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      new Date(1_614_265_330_000),
    ),
  ).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test.each([
  'http://127.0.0.1:PORT/',
  'http://localhost:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f.1:PORT/',
  'http://0.0.0.0:PORT/',
  'http://[::1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://10.1.2.3:PORT/',
  'http://172.16.0.1:PORT/',
  'http://192.168.0.1:PORT/',
  'http://169.254.169.254:PORT/latest/meta-data/',
  'http://100.64.0.1:PORT/',
  'http://[fe80::1]:PORT/',
  'http://[fd00::1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
])('sends nothing to %s, which only this network reaches', async (address) => {
  const port = await receive((_request, response) => response.end());
  expect(await send(address.replace('PORT', String(port)), {})).toMatchObject({
    outcome: 'failed',
    entry: { error: expect.stringContaining('private network') },
  });
  expect(asked).toEqual([]);
});

test('sends nothing to a name that leads to a private address, and asks for the name once', async () => {
  const port = await receive((_request, response) => response.end());
  let lookups = 0;
  const resolve = async () => {
    lookups += 1;
    return [{ address: '127.0.0.1', family: 4 }];
  };
  expect(await send(`http://hook.example:${port}/`, { resolve })).toMatchObject({ outcome: 'failed' });
  expect(asked).toEqual([]);
  // The address that was checked is the one that is used, under the name of the URL.
  expect(await send(`http://hook.example:${port}/`, { resolve, allowPrivate: true })).toMatchObject({
    outcome: 'delivered',
  });
  expect(asked).toMatchObject([{ headers: { host: `hook.example:${port}` } }]);
  expect(lookups).toBe(2);
});

test('takes a public address of a host that also has a private one', async () => {
  const resolve = async () => [
    { address: '10.0.0.1', family: 4 },
    { address: '1.1.1.1', family: 4 },
  ];
  expect(await resolvePublicAddress('hook.example', { resolve })).toEqual({ address: '1.1.1.1', family: 4 });
  expect(await resolvePublicAddress('[2606:4700:4700::1111]')).toEqual({ address: '2606:4700:4700::1111', family: 6 });
});

test('follows no redirect', async () => {
  const port = await receive((request, response) =>
    request.url === '/' ? response.writeHead(307, { Location: '/other' }).end() : response.end(),
  );
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
    outcome: 'retry',
    entry: { status: 307, error: 'answered 307: redirects are not followed' },
  });
  expect(asked.map(({ url }) => url)).toEqual(['/']);
});

test('keeps only the start of a bad answer, without control characters', async () => {
  const port = await receive((_request, response) => {
    response.writeHead(500).write(`\0no\u001b[31m ${'😀'.repeat(500)}`);
    // Never ends: the start is enough.
  });
  const { outcome, entry } = await send(`http://127.0.0.1:${port}/`);
  expect(outcome).toBe('retry');
  expect(entry).toMatchObject({ status: 500, error: 'answered 500' });
  expect(entry.excerpt).toMatch(/^no \[31m 😀+$/u);
  expect(Array.from(entry.excerpt ?? '')).toHaveLength(200);
});

test('a receiver that is gone is told apart', async () => {
  const port = await receive((_request, response) => response.writeHead(410).end());
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ outcome: 'gone', entry: { status: 410 } });
});

test('gives up a receiver, or a name, that does not answer in time', async () => {
  const port = await receive(() => {});
  const late = { outcome: 'retry', entry: { error: 'no answer within 0.05 s' } };
  expect(await send(`http://127.0.0.1:${port}/`, { allowPrivate: true, timeoutMs: 50 })).toMatchObject(late);
  const resolve = () => new Promise<never>(() => {});
  expect(await send('http://hook.example/', { resolve, timeoutMs: 50 })).toMatchObject(late);
});

test('says why there was no connection', async () => {
  const port = await receive(() => {});
  server?.close();
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ outcome: 'retry', entry: { error: 'ECONNREFUSED' } });
  const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  expect(await send('http://hook.example/', { resolve })).toMatchObject({
    outcome: 'retry',
    entry: { error: 'ENOTFOUND' },
  });
});
