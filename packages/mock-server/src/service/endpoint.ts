import type { Tenant } from '../engine/port.ts';
import type { Client } from '../ingest/toRawEvent.ts';

/**
 * One endpoint, as a door sees it. Doors (Fastify now, MSW later) find the endpoint, let the service
 * admit the request where `access` is not public, read the body as `body` says, and call `handle`.
 */
export type Endpoint = PublicEndpoint | ProtectedEndpoint;

interface PublicEndpoint extends EndpointBase {
  /** Anyone. */
  access: 'public';
  handle(call: Call): Promise<Reply>;
}

interface ProtectedEndpoint extends EndpointBase {
  /** `write`: any key of the customer. `secret`: not a write key. */
  access: 'write' | 'secret';
  handle(call: Call, tenant: Tenant): Promise<Reply>;
}

interface EndpointBase {
  method: 'GET' | 'POST' | 'DELETE';
  /** `:name` stands for one segment. */
  path: string;
  /** `event`: JSON that must be there. `optional`: JSON, or nothing. Without it a body is not looked at. */
  body?: 'event' | 'optional';
}

/** What was asked. */
export interface Call {
  params: Record<string, string>;
  query: URLSearchParams;
  /** Parsed JSON; undefined where the endpoint reads none. */
  body: unknown;
  /** Size of the body, inflated: what the request holds while it waits to be stored. */
  bodyBytes?: number;
  client: Client;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface Reply {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

export function ok(body: object): Reply {
  return { status: 200, body };
}

/** The time as every answer gives it. */
export function timestamp(): string {
  return new Date().toISOString();
}
