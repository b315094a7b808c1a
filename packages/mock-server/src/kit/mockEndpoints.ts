import type { ErrorDetail } from '@onevault/contract';
import type { StagedFilter } from '@onevault/server/internal/engine/port';
import { Refusal } from '@onevault/server/internal/ingest/refusal';
import { sanitizeText } from '@onevault/server/internal/ingest/sanitizeText';
import type { ServiceContext } from '@onevault/server/internal/service/context';
import { type Call, type Endpoint, type EndpointDoc, ok } from '@onevault/server/internal/service/endpoint';
import { readInteger } from '@onevault/server/internal/service/readQuery';
import { unknownCustomer } from '@onevault/server/internal/service/unknownCustomer';
import type { Faults } from '../faults/createFaults.ts';
import type { Fault } from '../faults/fault.ts';
import type { CoverageReport } from '../plan/coverageReport.ts';
import { findNearest } from './compare/nameDistance.ts';
import type { FunnelStep } from './countFunnel.ts';
import type { VirtualClock } from './createVirtualClock.ts';
import { DEFAULT_TIMEOUT_MS, type TestCustomer, type WaitFor } from './testCustomer.ts';

export interface MockEndpointsOptions {
  context: ServiceContext;
  faults: Faults;
  clock: VirtualClock;
  createCustomer(customerId?: string): Promise<TestCustomer>;
  /** An existing customer. */
  findCustomer(customerId: string): TestCustomer;
  report(): CoverageReport;
}

const CUSTOMER_ID_PATTERN = /^[A-Za-z0-9._-]{1,128}$/;
const LIMIT = { min: 1, max: 10_000, fallback: 1_000 };
const TIMEOUT_MS = { min: 0, max: 30_000, fallback: DEFAULT_TIMEOUT_MS };
const MAX_COUNT = 10_000;
const TAG = { name: 'Mock controls', description: 'For tests, without a key, and never open in production.' };
const OF_CUSTOMER = ['customer_id'];
const EVENT_FILTERS = [...OF_CUSTOMER, 'event_type', 'session_id', 'limit'];
/** Enough to see what went wrong; `/mock/events` has the others. */
const MAX_ARRIVED = 100;

/** The kit over HTTP, for other languages and processes. No keys; only a server started as a mock has these routes. */
export function mockEndpoints(options: MockEndpointsOptions): Endpoint[] {
  const { context, faults, clock, createCustomer, findCustomer, report } = options;
  const { engine, keys } = context;

  /** The named customer, or the server's first one. */
  const customerOf = async (customerId: string | null): Promise<TestCustomer> => {
    const wanted = customerId ?? keys.givenCustomers()[0] ?? '';
    if (!(await keys.findCustomer(wanted))) throw unknownCustomer();
    return findCustomer(wanted);
  };
  const fromQuery = ({ query }: Call) => customerOf(query.get('customer_id'));

  const get = (
    path: string,
    summary: string,
    query: readonly string[],
    handle: (call: Call) => Promise<object>,
    doc?: Pick<EndpointDoc, 'errors'>,
  ): Endpoint => ({
    method: 'GET',
    path,
    access: 'public',
    isLocal: true,
    doc: { summary, tag: TAG, ...doc },
    async handle(call) {
      checkQuery(call, query);
      return ok({ status: 'success', ...(await handle(call)) });
    },
  });
  const post = (
    path: string,
    summary: string,
    body: 'event' | 'optional' | null,
    handle: (call: Call) => Promise<object>,
    { query = [], ...doc }: Pick<EndpointDoc, 'errors'> & { query?: readonly string[] } = {},
  ): Endpoint => ({ ...get(path, summary, query, handle, doc), method: 'POST', ...(body && { body }) }) as Endpoint;

  return [
    get('/mock/events', 'Events in the staging layer, with every derived field', EVENT_FILTERS, async (call) => {
      const { customerId } = await fromQuery(call);
      const filter: StagedFilter = { limit: readInteger(call.query, 'limit', LIMIT) };
      const eventType = call.query.get('event_type');
      const sessionId = call.query.get('session_id');
      if (eventType !== null) filter.eventType = sanitizeText(eventType);
      if (sessionId !== null) filter.sessionId = sanitizeText(sessionId);
      return { customer_id: customerId, events: await engine.stagedEvents(customerId, filter) };
    }),

    get('/mock/rejected', 'Events that did not reach the business layer, and why', OF_CUSTOMER, async (call) => {
      const customer = await fromQuery(call);
      return { customer_id: customer.customerId, rejected: await customer.rejected() };
    }),

    get(
      '/mock/ledger',
      'How many events were sent, received, stored, duplicated, rejected and lost',
      [...OF_CUSTOMER, 'sent'],
      async (call) => {
        const customer = await fromQuery(call);
        return { customer_id: customer.customerId, ledger: await customer.ledger(call.query.getAll('sent')) };
      },
    ),

    get(
      '/mock/settled',
      'Waits until every accepted event has reached a final state',
      [...OF_CUSTOMER, 'timeout_ms'],
      async (call) => {
        const customer = await fromQuery(call);
        const timeoutMs = readInteger(call.query, 'timeout_ms', TIMEOUT_MS);
        const problem = await messageOf(customer.settled({ timeoutMs }));
        return { settled: problem === null, message: problem };
      },
    ),

    post(
      '/mock/wait',
      'Waits until matching events have arrived; on a time-out lists the nearest ones',
      'event',
      async ({ body }) => {
        const { customerId, ...wanted } = readWait(body);
        const customer = await customerOf(customerId);
        let events: object[] = [];
        const problem = await messageOf(
          customer.waitFor(wanted).then((found) => {
            events = found;
          }),
        );
        if (problem !== null) throw await toTimeout(customer, problem);
        return { matched: true, message: null, events };
      },
      { errors: [408] },
    ),

    post('/mock/funnel', 'How many sessions reached each step', 'event', async ({ body }) => {
      const { customerId, steps } = readFunnel(body);
      return { counts: await (await customerOf(customerId)).funnel(steps) };
    }),

    post(
      '/mock/reset',
      'Deletes every event of a customer, or of all customers with a given key',
      null,
      async (call) => {
        const customers = call.query.has('customer_id') ? [(await fromQuery(call)).customerId] : keys.givenCustomers();
        for (const customerId of customers) await engine.reset(customerId);
        return { customers };
      },
      { query: OF_CUSTOMER },
    ),

    post('/mock/customers', 'Creates a customer with a full and a write token', 'optional', async ({ body }) => {
      const { customerId, token, writeToken } = await createCustomer(readCustomerId(body) ?? undefined);
      return { customer_id: customerId, token, write_token: writeToken };
    }),

    get('/mock/faults', 'The active faults', [], async () => ({ faults: faults.list() })),
    post('/mock/faults', 'Sets a fault: something that goes wrong from now on', 'event', async ({ body }) => ({
      fault: faults.add(body as Fault),
    })),
    {
      ...get('/mock/faults', 'Removes one fault, or all', ['id'], async ({ query }) => {
        faults.remove(query.get('id') ?? undefined);
        return { faults: faults.list() };
      }),
      method: 'DELETE',
    } as Endpoint,

    get('/mock/clock', 'The pipeline’s clock', [], async () => toClockReply(clock)),
    post('/mock/clock', 'Advances the clock and does due work, stops it or lets it run', 'event', async ({ body }) => {
      const { advance, freeze } = readObject(body, ['advance', 'freeze']);
      if (freeze !== undefined && typeof freeze !== 'boolean') {
        throw refuse(['body', 'freeze'], 'Input should be a valid boolean', 'bool_type');
      }
      if (freeze === true) clock.freeze();
      if (freeze === false) clock.resume();
      try {
        // With neither field `advance` throws the message.
        if (advance !== undefined || freeze === undefined) await clock.advance(advance as string | number);
      } catch (error) {
        throw refuse(['body', 'advance'], error instanceof Error ? error.message : String(error), 'value_error');
      }
      return toClockReply(clock);
    }),

    get(
      '/mock/leftovers',
      'What a test left behind: unsettled events, faults that no request met',
      OF_CUSTOMER,
      async (call) => ({
        leftovers: await (await fromQuery(call)).leftovers(),
      }),
    ),

    get('/mock/coverage', 'The coverage of the tracking plan', [], async () => {
      try {
        return { coverage: report() };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new Refusal({ status: 404, code: 'NOT_FOUND', message });
      }
    }),
  ];
}

function toClockReply(clock: VirtualClock): object {
  return { now: clock.now().toISOString(), offset_ms: clock.offsetMs, frozen: clock.isFrozen, moves: clock.moves };
}

async function messageOf(work: Promise<void>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The answer to a wait in vain: why, and the newest events that arrived instead. */
async function toTimeout(customer: TestCustomer, message: string): Promise<Refusal> {
  const arrived = await customer.events({ stage: 'any', limit: MAX_ARRIVED });
  const rejected = (await customer.rejected()).slice(-MAX_ARRIVED);
  return new Refusal({
    status: 408,
    code: 'WAIT_TIMED_OUT',
    message,
    fields: { matched: false, events: [], arrived, rejected },
  });
}

/** `: did you mean "limit"? Allowed are …`. */
function suggest(wrong: string, allowed: readonly string[]): string {
  const near = findNearest(wrong, allowed);
  if (allowed.length === 0) return ': none is allowed';
  return near === undefined
    ? `: allowed are ${allowed.join(', ')}`
    : `: did you mean "${near}"? Allowed are ${allowed.join(', ')}`;
}

function readWait(body: unknown): WaitFor & { customerId: string | null } {
  const fields = readObject(body, ['customer_id', 'event_type', 'count', 'where', 'timeout_ms']);
  const { event_type: eventType, where } = fields;
  if (typeof eventType !== 'string')
    throw refuse(['body', 'event_type'], 'Input should be a valid string', 'string_type');
  const isObject = typeof where === 'object' && where !== null && !Array.isArray(where);
  if (where !== undefined && !isObject)
    throw refuse(['body', 'where'], 'Input should be a valid object', 'object_type');
  return {
    customerId: readText(fields, 'customer_id'),
    event_type: eventType,
    count: readNumber(fields, 'count', { min: 1, max: MAX_COUNT, fallback: 1 }),
    timeoutMs: readNumber(fields, 'timeout_ms', TIMEOUT_MS),
    ...(isObject && { where: where as Record<string, unknown> }),
  };
}

function readFunnel(body: unknown): { customerId: string | null; steps: FunnelStep[] } {
  const fields = readObject(body, ['customer_id', 'steps']);
  const steps = fields.steps;
  const isStep = (step: unknown) =>
    typeof step === 'string' ||
    (typeof step === 'object' && step !== null && typeof Reflect.get(step, 'event_type') === 'string');
  if (!Array.isArray(steps) || !steps.every(isStep)) {
    const msg = 'Input should be a list of event types, or of {event_type, where}';
    throw refuse(['body', 'steps'], msg, 'list_type');
  }
  return { customerId: readText(fields, 'customer_id'), steps };
}

function readCustomerId(body: unknown): string | null {
  if (body === undefined) return null;
  const customerId = readText(readObject(body, ['customer_id']), 'customer_id');
  if (customerId !== null && !CUSTOMER_ID_PATTERN.test(customerId)) {
    const msg = "Input should be 1 to 128 of the letters, digits, '.', '_' and '-'";
    throw refuse(['body', 'customer_id'], msg, 'string_pattern_mismatch');
  }
  return customerId;
}

function readObject(body: unknown, allowed: string[]): Record<string, unknown> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (!isObject) throw refuse(['body'], 'Input should be a valid object', 'object_type');
  const wrong = Object.keys(body).find((field) => !allowed.includes(field));
  if (wrong !== undefined) {
    throw refuse(['body', wrong], `There is no such field${suggest(wrong, allowed)}`, 'extra_forbidden');
  }
  return body as Record<string, unknown>;
}

/** A mistyped filter would match everything. */
function checkQuery({ query }: Call, allowed: readonly string[]): void {
  const wrong = [...query.keys()].find((name) => !allowed.includes(name));
  if (wrong === undefined) return;
  const msg = `There is no such parameter${suggest(wrong, allowed)}`;
  throw new Refusal({
    status: 422,
    code: 'INVALID_QUERY',
    message: `${wrong}: ${msg}`,
    detail: [{ loc: ['query', wrong], msg, type: 'extra_forbidden' }],
  });
}

function readText(fields: Record<string, unknown>, field: string): string | null {
  const value = fields[field];
  if (value === undefined) return null;
  if (typeof value !== 'string') throw refuse(['body', field], 'Input should be a valid string', 'string_type');
  return value;
}

function readNumber(
  fields: Record<string, unknown>,
  field: string,
  { min, max, fallback }: { min: number; max: number; fallback: number },
): number {
  const value = fields[field] ?? fallback;
  if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
    throw refuse(['body', field], `Input should be a whole number from ${min} to ${max}`, 'int_type');
  }
  return Number(value);
}

function refuse(loc: ErrorDetail['loc'], msg: string, type: string): Refusal {
  return new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: `${loc.join('.')}: ${msg}`,
    detail: [{ loc, msg, type }],
  });
}
