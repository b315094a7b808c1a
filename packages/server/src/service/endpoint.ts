import type { Environment } from '@onevault/contract';
import type { Customer } from '../engine/port.ts';
import type { Client } from '../ingest/toRawEvent.ts';
import type { RequestHead } from './requestHead.ts';
import type { Share } from './share.ts';

/**
 * One endpoint. An adapter (Fastify, fetch, MSW) finds the endpoint, lets the service admit the request where `access`
 * is not public, reads the body as `body` says, and calls `handle`.
 */
export type Endpoint = PublicEndpoint | ProtectedEndpoint;

interface PublicEndpoint extends EndpointBase {
  access: 'public';
  /** Only for requests and pages of this machine. Default: for all. */
  isLocal?: boolean;
  /** Counts towards the rate limit of the address, because it queries the database. */
  isLimited?: boolean;
  handle(call: Call): Promise<Reply>;
}

export interface ProtectedEndpoint extends EndpointBase {
  /** `write`: full and write keys. `secret`: full keys. */
  access: 'write' | 'secret';
  /** A share key may call it, too. Default: no, so that a new endpoint is closed to them. */
  isShareable?: boolean;
  /**
   * `by`: the actor for the audit trail. `isStillAdmitted`: whether the key is still valid, for an answer that may outlive
   * it.
   */
  handle(call: Call, customer: Customer, by: string, isStillAdmitted: () => Promise<boolean>): Promise<Reply>;
}

interface EndpointBase {
  method: 'GET' | 'POST' | 'DELETE';
  /** `:name` stands for one segment. */
  path: string;
  /** `event`: JSON is required. `optional`: JSON or nothing. Without `body` the request's body is ignored. */
  body?: 'event' | 'optional';
  doc: EndpointDoc;
}

/** The text for `/openapi.json` and `/docs` that does not follow from the rest of the endpoint. */
export interface EndpointDoc {
  /** One line. */
  summary: string;
  /** The group that lists it. Default: by path and access. */
  tag?: TagDoc;
  description?: string;
  query?: QueryDoc[];
  /** Request headers that only this endpoint reads. */
  headers?: QueryDoc[];
  /** Schemas of the body. */
  request?: SchemaName[];
  /** Schemas of a 200. Without one: any JSON object, or the `contentType`. */
  reply?: SchemaName[];
  /** The content type of a 200 that is not JSON; `reply` is then the JSON inside, if there is any. */
  contentType?: string;
  /** Error statuses besides those that follow from `access` and `body`. */
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
 * Schemas are named, not imported: they load only when the documentation is requested, and users of our declarations
 * do not need the schema library.
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
  | 'StreamEventSchema'
  | 'ReplayBodySchema'
  | 'ReplayReplySchema'
  | 'LedgerReplySchema'
  | 'LatenessReplySchema'
  | 'AuditReplySchema'
  | 'AlertRuleBodySchema'
  | 'AlertRuleReplySchema'
  | 'AlertRulesReplySchema'
  | 'AlertFiringReplySchema'
  | 'AlertFiringsReplySchema'
  | 'AlertDestinationBodySchema'
  | 'AlertDestinationReplySchema'
  | 'AlertDestinationsReplySchema'
  | 'AlertDeliveriesReplySchema'
  | 'AlertTestReplySchema'
  | 'AlertDeletedReplySchema'
  | 'KeyBodySchema'
  | 'KeyRotateBodySchema'
  | 'KeysReplySchema'
  | 'KeyCreatedReplySchema'
  | 'KeyRevokedReplySchema'
  | 'ShareLinkBodySchema'
  | 'ShareLinkReplySchema'
  | 'BrowserKeyBodySchema'
  | 'BrowserKeyReplySchema'
  | 'RefusalsReplySchema'
  | 'EraseBodySchema'
  | 'EraseReplySchema'
  | 'SetRetentionBodySchema'
  | 'SetRetentionReplySchema'
  | 'SessionBodySchema'
  | 'SessionReplySchema'
  | 'ReportBodySchema'
  | 'ReportReplySchema'
  | 'ReportsReplySchema'
  | 'ReportSendBodySchema'
  | 'ReportSendReplySchema'
  | 'ReportDeletedReplySchema'
  | 'CustomerConfigReplySchema'
  | 'HealthReplySchema'
  | 'HealthDetailedReplySchema'
  | 'HealthDbReplySchema'
  | 'HealthLiveReplySchema'
  | 'HealthReadyReplySchema'
  | 'HealthDependenciesReplySchema'
  | 'HealthCustomerReplySchema'
  | 'SummaryReplySchema'
  | 'OverviewReplySchema'
  | 'TimeseriesReplySchema'
  | 'BreakdownReplySchema'
  | 'FunnelReplySchema'
  | 'RetentionReplySchema'
  | 'PathsReplySchema'
  | 'AttributionReplySchema'
  | 'AccuracyReplySchema'
  | 'TrackingChecksReplySchema'
  | 'LiveReplySchema'
  | 'HistoryReplySchema'
  | 'SessionsReplySchema'
  | 'SessionTimelineReplySchema'
  | 'VisitorTimelineReplySchema'
  | 'GoalsReplySchema'
  | 'SegmentBodySchema'
  | 'SegmentReplySchema'
  | 'SegmentsReplySchema'
  | 'GoalBodySchema'
  | 'GoalReplySchema'
  | 'GoalsListReplySchema'
  | 'FunnelBodySchema'
  | 'FunnelDefinitionReplySchema'
  | 'FunnelsReplySchema'
  | 'InternalRuleBodySchema'
  | 'InternalRuleReplySchema'
  | 'InternalRulesReplySchema'
  | 'AnnotationBodySchema'
  | 'AnnotationReplySchema'
  | 'AnnotationsReplySchema'
  | 'SavedSettingsBodySchema'
  | 'SavedSettingsReplySchema'
  | 'SavedDeletedReplySchema'
  | 'PlatformInfoReplySchema'
  | 'NotFoundReplySchema';

/** A request, as an endpoint gets it. */
export interface Call {
  params: Record<string, string>;
  query: URLSearchParams;
  /** Parsed JSON; undefined if the endpoint reads none. */
  body: unknown;
  /** Size of the inflated body: the memory that the request holds while it waits to be stored. */
  bodyBytes?: number;
  client: Client;
  /** Aborted when the client is gone or the server closes. */
  readonly signal: AbortSignal;
  /** The `Accept` header. */
  accept?: string | undefined;
  /** For the log. */
  requestId?: string;
  /** For an endpoint that signs somebody in or out. */
  head?: RequestHead;
  /** For a public endpoint with its own token. */
  authorization?: string | undefined;
  /** What limits the key, if it is a share key. The service sets it. */
  readonly share?: Share | undefined;
  /** Of the key, if it is for one. The service sets it. */
  environment?: Environment;
  /** The `Last-Event-ID` header. */
  lastEventId?: string | undefined;
}

export interface Reply {
  status: number;
  /** JSON, or a text with its content type in the headers. */
  body: object | string;
  headers?: Record<string, string>;
  /** In place of the body: text that is sent as it comes. Made only as fast as the client takes it. */
  stream?: AsyncGenerator<string, void>;
  /** The stream may be compressed for clients that accept it. */
  isCompressible?: boolean;
}

export function ok(body: object): Reply {
  return { status: 200, body };
}

/** The current time in the form of every answer. */
export function timestamp(): string {
  return new Date().toISOString();
}
