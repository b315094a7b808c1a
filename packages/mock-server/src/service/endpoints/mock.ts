import type { StagedFilter } from '../../engine/port.ts';
import { createEventId } from '../../ingest/createEventId.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { sanitizeText } from '../../ingest/sanitizeText.ts';
import type { ServiceContext } from '../context.ts';
import { type Call, type Endpoint, ok } from '../endpoint.ts';
import type { FaultControl } from '../faultControl.ts';
import { readInteger } from '../readQuery.ts';
import { unknownCustomer } from '../unknownCustomer.ts';

const CUSTOMER_ID_PATTERN = /^[A-Za-z0-9._-]{1,128}$/;
const LIMIT = { min: 1, max: 10_000, fallback: 1_000 };

/** Controls for tests, without keys: only there when the server was started as a mock, never in production. */
export function mockEndpoints(context: ServiceContext, faults: FaultControl): Endpoint[] {
  const { engine, keys } = context;

  /** `?customer_id=`, or the first customer the server was started with. */
  const customerOf = async ({ query }: Call): Promise<string> => {
    const customerId = query.get('customer_id') ?? keys.givenCustomers()[0] ?? '';
    if (!(await keys.findTenant(customerId))) throw unknownCustomer();
    return customerId;
  };

  return [
    {
      method: 'GET',
      path: '/mock/events',
      access: 'public',
      doc: { summary: 'What reached the staging layer, with everything the pipeline found out' },
      async handle(call) {
        const customerId = await customerOf(call);
        const filter: StagedFilter = { limit: readInteger(call.query, 'limit', LIMIT) };
        const eventType = call.query.get('event_type');
        const sessionId = call.query.get('session_id');
        if (eventType !== null) filter.eventType = sanitizeText(eventType);
        if (sessionId !== null) filter.sessionId = sanitizeText(sessionId);
        const events = await engine.stagedEvents(customerId, filter);
        return ok({ status: 'success', customer_id: customerId, events });
      },
    },
    {
      method: 'POST',
      path: '/mock/reset',
      access: 'public',
      doc: { summary: 'Forgets every event of a customer, or of all that were given a key' },
      async handle(call) {
        const customers = call.query.has('customer_id') ? [await customerOf(call)] : keys.givenCustomers();
        for (const customerId of customers) await engine.reset(customerId);
        return ok({ status: 'success', customers });
      },
    },
    {
      method: 'POST',
      path: '/mock/customers',
      access: 'public',
      doc: { summary: 'A new customer with a full and a write token' },
      body: 'optional',
      async handle({ body }) {
        const customerId = wantedCustomerId(body) ?? `test-${randomName()}`;
        const token = `ovt_${randomName()}`;
        const writeToken = `ovw_${randomName()}`;
        await keys.give([
          { customerId, token, scope: 'full' },
          { customerId, token: writeToken, scope: 'write' },
        ]);
        return ok({ status: 'success', customer_id: customerId, token, write_token: writeToken });
      },
    },
    {
      method: 'GET',
      path: '/mock/faults',
      access: 'public',
      doc: { summary: 'The faults that are set' },
      handle: async () => ok({ status: 'success', faults: faults.list() }),
    },
    {
      method: 'POST',
      path: '/mock/faults',
      access: 'public',
      doc: { summary: 'Sets a fault: something that goes wrong from now on' },
      body: 'event',
      handle: async ({ body }) => ok({ status: 'success', fault: faults.add(body) }),
    },
    {
      method: 'DELETE',
      path: '/mock/faults',
      access: 'public',
      doc: { summary: 'Ends one fault, or all of them' },
      async handle({ query }) {
        faults.remove(query.get('id') ?? undefined);
        return ok({ status: 'success', faults: faults.list() });
      },
    },
  ];
}

function wantedCustomerId(body: unknown): string | null {
  if (body === undefined) return null;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (!isObject) throw refuse(['body'], 'Input should be a valid object', 'object_type');
  if (!('customer_id' in body)) return null;
  const customerId = body.customer_id;
  if (typeof customerId !== 'string' || !CUSTOMER_ID_PATTERN.test(customerId)) {
    const msg = "Input should be 1 to 128 of the letters, digits, '.', '_' and '-'";
    throw refuse(['body', 'customer_id'], msg, 'string_pattern_mismatch');
  }
  return customerId;
}

function refuse(loc: string[], msg: string, type: string): Refusal {
  return new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: `${loc.join('.')}: ${msg}`,
    detail: [{ loc, msg, type }],
  });
}

function randomName(): string {
  return createEventId().slice('evt_'.length).replaceAll('-', '');
}
