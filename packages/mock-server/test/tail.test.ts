/** `onevault-mock-server tail`: as a program, and its stream where a server cuts it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { followStream } from '../src/cli/tail/followStream.ts';
import { runTail } from '../src/cli/tail/runTail.ts';
import { createMockServer, type MockServer } from '../src/kit/createMockServer.ts';
import { runCli } from './runCli.ts';
import { track } from './track.ts';

let server: MockServer;
let cutting: Server | undefined;

beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server?.close());
afterEach(() => {
  cutting?.closeAllConnections();
  cutting?.close();
  cutting = undefined;
});

test('prints matching events as they happen, without colours into a pipe, and ends after as many as were asked', async () => {
  const tail = runCli(['tail', '--url', server.url, '--type', 'signup', '--count', '2']);
  // Nothing tells when a stream is open: events come until it printed two.
  const sending = setInterval(() => {
    void track(server, [{ event_type: 'other' }, { event_type: 'signup', event_data: { plan: 'pro' } }]);
  }, 50);
  const { code, stdout } = await tail.finally(() => clearInterval(sending));
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith(' '));
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}✓ business {3}signup {16}\S* {2}evt_\S+$/);
});

test('a wrong key, a wrong filter and a wrong address end it with what to try', async () => {
  const terminal = { print: () => {}, error: () => {}, toMessage: String };
  for (const args of [
    ['--key', 'demo:wrong', '--url', server.url],
    ['--status', 'done', '--url', server.url],
    ['--url', 'http://127.0.0.1:1'],
    ['--url', 'localhost'],
    ['--count', '0'],
  ]) {
    const message = await runTail(args, {}, terminal).then(
      () => 'nothing failed',
      (error) => String(error.message),
    );
    expect(message).toMatch(/^\[OneVault\] Failed to [^\n]+\. Try [^\n]+\.$/);
    expect(message).not.toContain('wrong');
  }
});

test('goes on after the last event of a stream that was cut, also one that was cut before its first event', async () => {
  const asked: (string | undefined)[] = [];
  const answers = [
    'retry: 1\nid: a\n: live\n\n',
    'id: b\nevent: track\ndata: {"event_id":"evt_1"}\n\nid: c\nevent: track\ndata: {"event_id":"evt_h',
    'id: c\nevent: track\ndata: {"event_id":"evt_2"}\n\n',
  ];
  const url = await listen((lastId) => {
    asked.push(lastId);
    return asked.length === 3 ? 503 : (answers.shift() ?? 503);
  });
  const stop = new AbortController();
  const cuts: string[] = [];
  const seen: string[] = [];
  const connection = { url, customerId: 'demo', token: 'ovt_demo' };
  const events = followStream(connection, { query: {}, onCut: (reason) => cuts.push(reason), signal: stop.signal });
  for await (const { event_id: id } of events) {
    seen.push(id);
    if (seen.length === 2) stop.abort();
  }
  expect(seen).toEqual(['evt_1', 'evt_2']);
  expect(asked).toEqual([undefined, 'a', 'b', 'b']);
  expect(cuts).toEqual(['the server ended it', 'the server ended it', 'HTTP 503']);
});

/** A server that answers each request with a stream that ends, or with a status. */
async function listen(answer: (lastId: string | undefined) => string | number): Promise<string> {
  cutting = createServer((request, response) => {
    const lastId = request.headers['last-event-id'];
    const next = answer(typeof lastId === 'string' ? lastId : undefined);
    response.writeHead(typeof next === 'number' ? next : 200);
    response.end(typeof next === 'number' ? '' : next);
  });
  await new Promise<void>((resolve) => cutting?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(cutting.address() as AddressInfo).port}`;
}
