/** A fake server behind `fetch`: stores by `event_id`, answers by the contract, fails as scripted. */
import { vi } from 'vitest';

export interface Received {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
  keepalive: boolean;
}

export interface StoredEvent {
  event_id: string;
  event_type: string;
  page_url: string;
  event_data: Record<string, unknown>;
}

/** A scripted failure instead of the normal answer; `stores` decides whether the events are stored before. */
export interface Fault {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** `refuse`: a network error; `hang`: no answer until the request is aborted. */
  network?: 'refuse' | 'hang';
  stores?: boolean;
}

export interface Receiver {
  /** Every request in order. */
  requests: Received[];
  /** The stored events, each id once. */
  stored: Map<string, StoredEvent>;
  /** The number of repeated ids. */
  repeats: number;
  /** Faults for the next requests, first in first out. */
  faults: Fault[];
  /** Called before the normal answer; its fault, if any, is used. */
  onRequest: ((request: Received) => Fault | undefined) | undefined;
  /** Headers of normal answers. */
  headers: Record<string, string>;
  /** The stored events in the order of arrival. */
  events(): StoredEvent[];
}

const timestamp = '2026-01-01T00:00:00.000Z';

/** Replaces `fetch` by the receiver; `vi.unstubAllGlobals()` removes it. */
export function createReceiver(): Receiver {
  const receiver: Receiver = {
    requests: [],
    stored: new Map(),
    repeats: 0,
    faults: [],
    onRequest: undefined,
    headers: {},
    events: () => [...receiver.stored.values()],
  };
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const request: Received = {
      method: init.method ?? 'GET',
      url,
      headers: { ...(init.headers as Record<string, string>) },
      body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body,
      keepalive: !!init.keepalive,
    };
    receiver.requests.push(request);
    const fault = receiver.onRequest?.(request) ?? receiver.faults.shift();
    if (fault && !fault.stores) return fail(fault, init);
    const body = store(receiver, request);
    return fault ? fail(fault, init) : reply(body.status ?? 200, body.body, receiver.headers);
  });
  return receiver;
}

function fail(fault: Fault, init: RequestInit): Promise<Response> {
  if (fault.network === 'hang') {
    return new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }
  if (fault.network) return Promise.reject(new TypeError('Failed to fetch'));
  return Promise.resolve(reply(fault.status ?? 503, fault.body ?? { success: false, detail: 'fault' }, fault.headers));
}

function reply(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = new Response(text, { status, headers: { 'Content-Type': 'application/json', ...headers } });
  // Like a browser's fetch, it uses nothing that a page may break (`Promise.prototype.then`).
  return Object.assign(response, { json: async () => JSON.parse(text) });
}

function store(receiver: Receiver, request: Received): { status?: number; body: unknown } {
  if (request.method !== 'POST' || !/\/track(\/async)?$/.test(request.url)) {
    return { body: { status: 'success', timestamp } };
  }
  const processing = request.url.endsWith('/async') ? 'background' : 'automatic';
  const isBatch = Array.isArray(request.body);
  const events = (isBatch ? request.body : [request.body]) as StoredEvent[];
  const duplicates: string[] = [];
  const rejected: unknown[] = [];
  const ids: string[] = [];
  events.forEach((event, index) => {
    if (event.event_type === 'reject_me') {
      rejected.push({ index, event_id: event.event_id, error_code: 'INVALID_EVENT', message: 'refused' });
      return;
    }
    ids.push(event.event_id);
    if (receiver.stored.has(event.event_id)) {
      receiver.repeats++;
      duplicates.push(event.event_id);
    } else receiver.stored.set(event.event_id, event);
  });
  if (!isBatch) {
    const [id] = ids;
    if (!id)
      return {
        status: 422,
        body: { success: false, detail: 'refused', error_code: 'INVALID_EVENT', message: 'refused' },
      };
    return {
      body: {
        success: true,
        message: 'stored',
        event_id: id,
        timestamp,
        processing,
        processing_status: processing === 'automatic' ? 'complete' : 'pending',
        ...(duplicates.length ? { duplicate: true } : {}),
      },
    };
  }
  const success = ids.length > 0;
  return {
    status: success ? 200 : 422,
    body: { success, message: 'stored', event_ids: ids, duplicates, rejected, timestamp, processing },
  };
}
