import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { registerCommands } from '../src/cypress/index.ts';
import { handlers } from '../src/msw/index.ts';
import { definePlan } from '../src/plan/index.ts';
import { loadPlan } from '../src/plan/loadPlan.ts';
import { createMockServer, type Fault, type MockServer } from '../src/testing.ts';
import '../src/vitest/index.ts';

// Error messages for wrong arguments, word for word. Messages about missing events are in waits.test.ts and
// matchers.test.ts.

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({ port: false });
});
afterAll(() => server?.close());

/** The message of an error, without parts that differ from machine to machine. */
async function messageOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
      .replace(/version \d[\w.-]*?(?: \([^)]*\))?(?=\. )/, 'version <version>');
  }
  return 'it did not fail';
}

const addFault = (fault: object) => messageOf(() => server.faults.add(fault as Fault));

test('an invalid fault', async () => {
  expect([
    await addFault({}),
    await addFault({ fault: 'explode' }),
    await addFault({ fault: 'refuse_preflight' }),
    await addFault({ fault: 'status', status: 200, retry_after: -1 }),
    await addFault({ fault: 'stall', delay_ms: 5 }),
    await addFault({ fault: 'latency', delay_ms: -1 }),
    await addFault({ fault: 'stall', path: 5, when: 'now' }),
    await addFault({ fault: 'offline', event_type: 'x' }),
    await addFault({ fault: 'stall', first: 1, nth: 2 }),
    await addFault({ fault: 'stall', first: 0 }),
    await addFault({ fault: 'stall', nth: [] }),
    await addFault({ fault: 'stall', probability: 2, seed: 'x' }),
    await addFault([]),
  ]).toMatchInlineSnapshot(`
    [
      "Failed to add the fault: fault: Allowed are status, drop_before, drop_after, accept_half, latency, stall, offline, crash, set_aside. Please correct it.",
      "Failed to add the fault: fault: Allowed are status, drop_before, drop_after, accept_half, latency, stall, offline, crash, set_aside. Please correct it.",
      "Failed to add the fault: fault: refuse_preflight is unavailable here: without a port there is no preflight. Allowed are status, drop_before, drop_after, accept_half, latency, stall, offline, crash, set_aside. Please correct it.",
      "Failed to add the fault: status: Input should be 400 to 599; retry_after: Input should be whole seconds or an HTTP date. Please correct it.",
      "Failed to add the fault: delay_ms: Not a field of stall: allowed are fault, path, method, customer_id, event_type, when, first, nth, probability, seed. Please correct it.",
      "Failed to add the fault: delay_ms: Input should be 0 to 600000. Please correct it.",
      "Failed to add the fault: path: Input should be a valid string; when: Input should be a function of a test in the same process; over HTTP use event_type. Please correct it.",
      "Failed to add the fault: event_type: offline happens before there is a body. Please correct it.",
      "Failed to add the fault: nth: Only one of first, nth, probability can be given. Please correct it.",
      "Failed to add the fault: first: Input should be a whole number from 1. Please correct it.",
      "Failed to add the fault: nth: Input should be a whole number from 1, or a list of them. Please correct it.",
      "Failed to add the fault: probability: Input should be 0 to 1; seed: Input should be a whole number. Please correct it.",
      "Failed to add the fault: body: Input should be a valid object. Please correct it.",
    ]
  `);
});

test('an invalid filter, wait or clock step', async () => {
  expect([
    await messageOf(() => server.events({ type: 'x' } as object)),
    await messageOf(() => server.events({ stage: 'gold' as 'any' })),
    await messageOf(() => server.waitFor({ event_type: 'x', times: 2 } as never)),
    await messageOf(() => server.waitFor({} as never)),
    await messageOf(() => server.clock.advance('soon')),
    await messageOf(() => server.clock.advance(-1)),
    await messageOf(() => server.coverage()),
  ]).toMatchInlineSnapshot(`
    [
      "Failed to filter the events: there is no "type". Please use event_type, session_id, stage, where, limit.",
      "Failed to filter by stage: there is no "gold". Please use business, set_aside, rejected, staging, raw, any.",
      "Failed to wait for events: there is no "times". Please use event_type, count, where, timeoutMs.",
      "Failed to wait for events: event_type is missing. Please name the type of the events.",
      "Failed to read the duration "soon": it is not a number and a unit. Please write something like "31 min"; units are ms, s, min, h and days.",
      "Failed to read the duration -1: it is not a number and a unit. Please write something like "31 min"; units are ms, s, min, h and days.",
      "Failed to report coverage: there is no tracking plan. Please start the server with { plan }.",
    ]
  `);
});

test('a matcher with invalid arguments', async () => {
  expect([
    await messageOf(() => expect('a page').toHaveTracked('x')),
    await messageOf(() => expect(server).toHaveTracked(5 as never)),
    await messageOf(() => expect(server).toHaveTrackedTimes('x', -1)),
    await messageOf(() => expect(server).toHaveTrackedInOrder([])),
    await messageOf(() => expect(server).toHaveFunnel(['x'], [1, 2])),
  ]).toMatchInlineSnapshot(`
    [
      "Failed to look for tracked events: expect(…) was given "a page". Please give a mock server, a customer of it, or the handlers of MSW.",
      "Failed to look for tracked events: [5,null] is not an event type. Please give "type", or ["type", { property: value }].",
      "Failed to count tracked events: -1 is not a number of times. Please give 0 or more.",
      "Failed to look for an order: [] is not a list of steps. Please give ["first", "second"].",
      "Failed to count a funnel: ["x"] and [1,2] are not one count for each step. Please give ["view", "buy"], [2, 1].",
    ]
  `);
});

test('a server that cannot start', async () => {
  const first = await createMockServer();
  expect([
    await messageOf(() => createMockServer({ engine: 'mysql' as 'memory' })),
    await messageOf(() => createMockServer({ ratelimit: 5 } as object)),
    await messageOf(() => handlers({ apiBaseURL: 'https://track.example' } as object)),
    await messageOf(() => server.settled({ timeout: 5 } as object)),
    await messageOf(() => createMockServer({ port: Number(new URL(first.url).port) })),
    await messageOf(() => handlers()),
    await messageOf(() => handlers({ apiBaseUrl: 'track.example' })),
  ]).toMatchInlineSnapshot(`
    [
      "Failed to start the mock server: there is no engine "mysql". Please use "memory", "pglite" or a postgres:// url.",
      "Failed to start the mock server: there is no "ratelimit": did you mean "rateLimit"? Please use engine, port, mock, plan, coverageDir, host, keys, rateLimit, worker, metrics, allowOrigins, allowHosts, files, unserved, trustProxy, countryHeader, log.",
      "Failed to make the handlers: there is no "apiBaseURL": did you mean "apiBaseUrl"? Please use apiBaseUrl, customerId, apiToken, environment, plan.",
      "Failed to settle: there is no "timeout": did you mean "timeoutMs"? Please use timeoutMs.",
      "Failed to listen on 127.0.0.1:<port>: the port is in use by a OneVault server, version <version>. Please use another port, or omit it to get a free one.",
      "Failed to make the handlers: apiBaseUrl is missing. Please give the tracker's, such as "https://track.example".",
      "Failed to make the handlers: "track.example" is not a url. Please give the tracker's, such as "https://track.example".",
    ]
  `);
  await first.close();
});

test('an invalid plan', async () => {
  expect([
    await messageOf(() => definePlan([] as never)),
    await messageOf(() => definePlan({ order: 5 } as never)),
    await messageOf(() => definePlan({ order: z.string() } as never)),
    await messageOf(() => definePlan({ order: { type: ['string', 'null'] } } as never)),
    await messageOf(() => definePlan({ order: { type: 'objekt' } } as never)),
    await messageOf(() => definePlan({ order: { type: 'object', properties: { a: { $ref: '#/x' } } } } as never)),
    await messageOf(() => loadPlan('nowhere.json')),
    await messageOf(() =>
      definePlan({ order: z.object({ a: z.string().refine(async () => true) }) }).check({
        event_type: 'order',
        event_data: { a: 'x' },
      }),
    ),
  ]).toMatchInlineSnapshot(`
    [
      "Failed to read the tracking plan: it is not an object. Please write { event_type: schema }.",
      "Failed to read the tracking plan: order is not a schema. Please give a JSON Schema object, or a schema of zod, valibot or arktype.",
      "Failed to read the tracking plan: order has the type string, but event_data is an object. Please plan its properties: an object with a schema for each.",
      "Failed to read the tracking plan: order has the type string or null, but event_data is an object. Please plan its properties: an object with a schema for each.",
      "Failed to read the tracking plan: order has the type "objekt". Please use string, number, integer, boolean, object, array, null.",
      "Failed to read the tracking plan: order.a has the keyword "$ref", which is not supported. Please use type, properties, required, additionalProperties, items, enum, const, anyOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, pattern, minItems, maxItems.",
      "Failed to read the tracking plan nowhere.json: the file, or one that it imports, does not exist. Please check the path.",
      "Failed to check "order": its schema is asynchronous. Please use one without asynchronous checks.",
    ]
  `);
});

test('coverage that cannot be written causes a warning, not a failure', async () => {
  const warnings: string[] = [];
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation((message) => void warnings.push(String(message)));
  const plan = definePlan({ order: z.object({}) });
  const closing = await createMockServer({ port: false, plan, coverageDir: '/dev/null/coverage' });
  await closing.close();
  emit.mockRestore();
  expect(warnings).toMatchInlineSnapshot(`
    [
      "Failed to write the coverage of the tracking plan: Error: ENOTDIR: not a directory, mkdir '/dev/null/coverage'. Please check coverageDir.",
    ]
  `);
});

test('a Cypress command before followTracking', async () => {
  const commands = new Map<string, (...args: unknown[]) => unknown>();
  const cypress = { Commands: { add: (name: string, run: () => unknown) => commands.set(name, run) }, env: () => null };
  registerCommands(cypress as never, {} as never);
  expect(await messageOf(() => commands.get('expectTracked')?.('x', {}, { timeout: 5 }))).toBe(
    'Failed to expect a tracked event: there is no "timeout": did you mean "timeoutMs"? Please use timeoutMs.',
  );
  expect(await messageOf(() => commands.get('expectTracked')?.('x'))).toMatchInlineSnapshot(
    `"Failed to run cy.expectTracked(): no customer is followed. Please call cy.followTracking() first."`,
  );
});
