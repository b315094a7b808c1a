/** `onevault-mock-server mcp`, as an agent runs it: the built command, and the protocol's own client. */
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../src/kit/createMockServer.ts';
import { track } from './track.ts';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

interface Result {
  isError?: boolean;
  content: { text: string }[];
}

let server: MockServer;
let agent: Client;

beforeAll(async () => {
  server = await createMockServer();
  agent = await startAgent(['--url', server.url]);
});
afterAll(async () => {
  await agent?.close();
  await server?.close();
});

test('an agent finds the eight tools, and how to point a tracker at the server', async () => {
  const { tools } = await agent.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'coverage',
    'events',
    'funnel',
    'inject_fault',
    'reset',
    'settled',
    'wait_for',
    'why',
  ]);
  expect(agent.getInstructions()).toContain(`apiBaseUrl: '${server.url}'`);
});

test('an agent proves that an event arrived, how far it came, and starts again', async () => {
  await track(server, { event_id: 'evt_seen', event_type: 'signup', event_data: { plan: 'pro' } });
  expect(await call('wait_for', { event_type: 'signup', where: { plan: 'pro' } })).toMatchObject({
    matched: true,
    events: [{ event_id: 'evt_seen' }],
  });
  expect(await call('why', { event_id: 'evt_seen' })).toMatchObject({ event: { stage: 'business' } });
  expect(await call('settled')).toMatchObject({ settled: true });
  expect(await call('funnel', { steps: ['signup', 'order'] })).toMatchObject({ counts: [1, 0] });
  expect(await call('events', { event_type: 'signup', limit: 5 })).toMatchObject({
    events: [{ event_type: 'signup' }],
  });
  await call('reset');
  expect(await call('events')).toMatchObject({ events: [] });
});

test('an agent reads why an event was refused, and what is near to one that never came', async () => {
  await track(server, { event_type: 'sign_up', event_data: { plan: 'pro' } });
  await track(server, { event_type: 7 });
  expect(await call('why')).toMatchObject({ rejected: [{ stage: 'refused', reason: { pointer: '/event_type' } }] });
  const missed = await failure('wait_for', { event_type: 'signup', timeout_ms: 0 });
  expect(missed).toContain('WAIT_TIMED_OUT');
  expect(missed).toContain('sign_up');
});

test('an agent makes a request fail, and takes the fault away', async () => {
  await call('inject_fault', { fault: 'status', status: 503 });
  expect((await track(server, {})).status).toBe(503);
  await call('inject_fault', { fault: 'none' });
  expect((await track(server, {})).status).toBe(200);
});

test('wrong calls are answered with what to write instead', async () => {
  expect(await failure('events', { event_typ: 'signup' })).toContain('did you mean \\"event_type\\"?');
  expect(await failure('coverage')).toContain('plan');
  expect(await failure('why', { event_id: '../status' })).toContain('UNKNOWN_EVENT');
  expect(await failure('evnts')).toContain('Try events, why');
});

test('without a url it starts a server with the plan, and its process ends with the agent', async () => {
  const plan = fileURLToPath(new URL('fixtures/plan.json', import.meta.url));
  const own = await startAgent(['--port', '0', '--plan', plan]);
  const url = /apiBaseUrl: '([^']+)'/.exec(own.getInstructions() ?? '')?.[1] ?? '';
  await fetch(`${url}/api/v1/track`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' },
    body: JSON.stringify({ event_type: 'signup', event_data: { plan: 'pro' } }),
  });
  const { content } = (await own.callTool({ name: 'coverage' })) as unknown as Result;
  expect(JSON.parse(content[0]?.text ?? '')).toMatchObject({ coverage: { events: [{ type: 'signup', count: 1 }] } });
  await own.close();
  await expect
    .poll(() =>
      fetch(url).then(
        () => 'alive',
        () => 'gone',
      ),
    )
    .toBe('gone');
});

async function startAgent(args: string[]): Promise<Client> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp', ...args], stderr: 'ignore' }),
  );
  return client;
}

async function call(name: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const { content, isError } = (await agent.callTool({ name, arguments: args })) as unknown as Result;
  const text = content[0]?.text ?? '';
  expect(isError, text).toBeUndefined();
  return JSON.parse(text);
}

async function failure(name: string, args: Record<string, unknown> = {}): Promise<string> {
  const { content, isError } = (await agent.callTool({ name, arguments: args })) as unknown as Result;
  expect(isError).toBe(true);
  return content[0]?.text ?? '';
}
