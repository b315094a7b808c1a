import type { Answer, Ask } from '../connect/createAsk.ts';

/** A tool as the Model Context Protocol has it, and how it asks the server. */
export interface McpTool {
  name: string;
  description: string;
  inputSchema: { type: 'object'; properties: Record<string, object>; required?: string[] };
  annotations: { readOnlyHint: boolean; destructiveHint?: boolean };
  /** Wrong arguments go to the server as they are: its answer says what is wrong with them. */
  ask(args: Record<string, unknown>): Promise<Answer>;
}

/** An agent reads every answer in full: twenty events are enough to see what happens. */
const DEFAULT_EVENTS = 20;

const TIMEOUT = { type: 'integer', minimum: 0, maximum: 30_000, description: 'Milliseconds. Default 4000' };
const WHERE = { type: 'object', description: 'Properties that event_data must have; more are allowed' };
const READS = { readOnlyHint: true };

/** The tools of `onevault-mock-server mcp`, for one customer. Each is one question to `/mock/` or to the API. */
export function createMcpTools(ask: Ask, customerId: string): McpTool[] {
  const ofCustomer = (path: string, args: Record<string, unknown>) =>
    `${path}?${toQuery({ ...args, customer_id: customerId })}`;

  return [
    {
      name: 'events',
      description:
        'Lists the events that arrived, with every field that the server derived from them. Ask `settled` before, so that none is on its way.',
      inputSchema: {
        type: 'object',
        properties: {
          event_type: { type: 'string', description: 'Only events of this type, such as page_view' },
          session_id: { type: 'string', description: 'Only events of this session' },
          limit: {
            type: 'integer',
            minimum: 1,
            maximum: 10_000,
            description: `The newest ones. Default ${DEFAULT_EVENTS}`,
          },
        },
      },
      annotations: READS,
      ask: (args) => ask('GET', ofCustomer('/mock/events', { limit: DEFAULT_EVENTS, ...args })),
    },
    {
      name: 'why',
      description:
        'Says how far one event came and why it stopped there. Without an event_id: every event that was refused, rejected or set aside, with the reason.',
      inputSchema: {
        type: 'object',
        properties: { event_id: { type: 'string', description: 'Such as evt_018f…' } },
      },
      annotations: READS,
      ask: ({ event_id: eventId, ...args }) =>
        eventId === undefined
          ? ask('GET', ofCustomer('/mock/rejected', args))
          : ask(
              'GET',
              `/api/v1/track/events/${encodeURIComponent(String(eventId))}?${toQuery({ ...args, include: 'content' })}`,
            ),
    },
    {
      name: 'settled',
      description: 'Waits until every accepted event has reached a final state.',
      inputSchema: { type: 'object', properties: { timeout_ms: TIMEOUT } },
      annotations: READS,
      ask: (args) => ask('GET', ofCustomer('/mock/settled', args)),
    },
    {
      name: 'wait_for',
      description:
        'Waits until matching events have arrived, those that are there already count. In vain: an error with what arrived instead, the nearest first in the message.',
      inputSchema: {
        type: 'object',
        properties: {
          event_type: { type: 'string' },
          where: WHERE,
          count: { type: 'integer', minimum: 1, description: 'How many. Default 1' },
          timeout_ms: TIMEOUT,
        },
        required: ['event_type'],
      },
      annotations: READS,
      ask: (args) => ask('POST', '/mock/wait', { ...args, customer_id: customerId }),
    },
    {
      name: 'inject_fault',
      description:
        'Makes something go wrong for the next tracking requests, to prove that tracking survives it. `{"fault": "drop_after", "first": 1}` stores the events and loses the answer once. `{"fault": "none"}` removes all faults.',
      inputSchema: {
        type: 'object',
        properties: {
          fault: {
            type: 'string',
            description:
              'status (with status, retry_after), drop_before, drop_after, accept_half, latency (with delay_ms), stall, refuse_preflight, offline, crash, set_aside, or none',
          },
          status: { type: 'integer', description: 'Of the fault "status": such as 503' },
          retry_after: { type: 'number', description: 'Seconds' },
          delay_ms: { type: 'number' },
          first: { type: 'integer', description: 'Only the first requests' },
          nth: { description: 'Only these requests: a number or a list, 1 is the next' },
          probability: { type: 'number', description: '0 to 1, with a seed' },
          seed: { type: 'integer' },
          path: { type: 'string' },
          method: { type: 'string' },
          event_type: { type: 'string', description: 'Only requests with such an event' },
        },
        required: ['fault'],
      },
      annotations: { readOnlyHint: false, destructiveHint: false },
      ask: (args) =>
        args.fault === 'none'
          ? ask('DELETE', '/mock/faults')
          : ask('POST', '/mock/faults', { ...args, customer_id: customerId }),
    },
    {
      name: 'coverage',
      description:
        'Says which events and properties of the tracking plan arrived, which did not, and what is not in the plan. The server needs --plan.',
      inputSchema: { type: 'object', properties: {} },
      annotations: READS,
      ask: () => ask('GET', '/mock/coverage'),
    },
    {
      name: 'funnel',
      description: 'Counts how many sessions reached each step, in this order.',
      inputSchema: {
        type: 'object',
        properties: {
          steps: {
            type: 'array',
            description: 'Event types, or {event_type, where}',
            items: {
              anyOf: [
                { type: 'string' },
                {
                  type: 'object',
                  properties: { event_type: { type: 'string' }, where: WHERE },
                  required: ['event_type'],
                },
              ],
            },
          },
        },
        required: ['steps'],
      },
      annotations: READS,
      ask: (args) => ask('POST', '/mock/funnel', { ...args, customer_id: customerId }),
    },
    {
      name: 'reset',
      description: 'Deletes every event of this customer. Keys and faults stay.',
      inputSchema: { type: 'object', properties: {} },
      annotations: { readOnlyHint: false, destructiveHint: true },
      ask: () => ask('POST', ofCustomer('/mock/reset', {})),
    },
  ];
}

function toQuery(args: Record<string, unknown>): string {
  return new URLSearchParams(Object.entries(args).map(([name, value]) => [name, String(value)])).toString();
}
