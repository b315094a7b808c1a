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
  /** Whose pages may ask, by their `Origin` header. Default: all. */
  admitsOrigin?: (origin: string) => boolean;
  /** Only for who asks this machine by a name of its own, by the `Host` header. Default: by any name. */
  isLocal?: boolean;
  /** Counts towards the rate limit of the address: asking costs the database something. */
  isLimited?: boolean;
  handle(call: Call): Promise<Reply>;
}

interface ProtectedEndpoint extends EndpointBase {
  /** `write`: any key of the customer. `secret`: not a write key. */
  access: 'write' | 'secret';
  /** `by`: who asks, for the audit trail. */
  handle(call: Call, tenant: Tenant, by: string): Promise<Reply>;
}

interface EndpointBase {
  method: 'GET' | 'POST' | 'DELETE';
  /** `:name` stands for one segment. */
  path: string;
  /** `event`: JSON that must be there. `optional`: JSON, or nothing. Without it a body is not looked at. */
  body?: 'event' | 'optional';
  doc: EndpointDoc;
}

/** What `/openapi.json` and `/docs` say of an endpoint, besides what follows from the rest of it. */
export interface EndpointDoc {
  /** One line. */
  summary: string;
  /** The group it is listed in. Default: by its path and access. */
  tag?: TagDoc;
  description?: string;
  query?: QueryDoc[];
  /** What the body may be. */
  request?: SchemaName[];
  /** What a 200 may be. Without one: any JSON object, or the `contentType`. */
  reply?: SchemaName[];
  /** Of a 200 that is not JSON. */
  contentType?: string;
  /** Refusals beyond those that follow from `access` and `body`. */
  errors?: number[];
}

export interface TagDoc {
  name: string;
  description: string;
}

interface QueryDoc {
  name: string;
  description: string;
  schema: object;
}

/**
 * Schemas are named, not imported: only who asks for the documentation loads them, and whoever reads our declarations
 * has no need of the library that they are written in.
 */
export type SchemaName =
  | 'TrackBodySchema'
  | 'BatchBodySchema'
  | 'ReasonSchema'
  | 'TrackReplySchema'
  | 'BatchReplySchema'
  | 'ErrorReplySchema'
  | 'StatusReplySchema'
  | 'DashboardReplySchema'
  | 'ProcessReplySchema'
  | 'EventReplySchema'
  | 'SettledReplySchema'
  | 'ReplayBodySchema'
  | 'ReplayReplySchema'
  | 'LedgerReplySchema'
  | 'LatenessReplySchema'
  | 'AuditReplySchema'
  | 'CustomerConfigReplySchema'
  | 'HealthReplySchema'
  | 'HealthDetailedReplySchema'
  | 'HealthDbReplySchema'
  | 'HealthLiveReplySchema'
  | 'HealthReadyReplySchema'
  | 'HealthDependenciesReplySchema'
  | 'HealthCustomerReplySchema'
  | 'PlatformInfoReplySchema'
  | 'NotFoundReplySchema';

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
  /** For the log. */
  requestId?: string;
  /** For a public endpoint that has a secret of its own. */
  authorization?: string | undefined;
}

export interface Reply {
  status: number;
  /** JSON, or a text whose content type is in the headers. */
  body: object | string;
  headers?: Record<string, string>;
}

export function ok(body: object): Reply {
  return { status: 200, body };
}

/** The time as every answer gives it. */
export function timestamp(): string {
  return new Date().toISOString();
}
