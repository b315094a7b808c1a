/**
 * JSON Schemas of the wire. People read the types in `wire.ts`; tests and generated clients use these schemas.
 * `schemas.test.ts` checks that both describe the same.
 */
import Type from 'typebox';
import { EVENT_ID_PATTERN, MAX_BATCH_EVENTS, MAX_EVENT_TYPE_LENGTH, MAX_PAGE_URL_LENGTH } from './limits.ts';
import type { JsonObject } from './wire.ts';

export * from './alertSchemas.ts';
export * from './pageSchemas.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const count = Type.Integer({ minimum: 0 });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const jsonObject = Type.Unsafe<JsonObject>({ type: 'object' });
const oneOf = <T extends string>(...values: T[]) => Type.Unsafe<T>({ type: 'string', enum: values });

export const TrackBodySchema = Type.Object(
  {
    event_id: Type.Optional(Type.String({ pattern: EVENT_ID_PATTERN.source })),
    event_type: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_EVENT_TYPE_LENGTH })),
    page_url: Type.Optional(Type.String({ maxLength: MAX_PAGE_URL_LENGTH })),
    event_data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: true },
);

export const BatchBodySchema = Type.Array(TrackBodySchema, { minItems: 1, maxItems: MAX_BATCH_EVENTS });

export const ReasonSchema = Type.Object({
  rule: Type.String(),
  pointer: Type.String({ pattern: '^(/.*)?$' }),
  message: Type.String(),
});

const processing = oneOf('automatic', 'background');

export const TrackReplySchema = Type.Object({
  success: Type.Literal(true),
  message: Type.String(),
  event_id: Type.String({ pattern: EVENT_ID_PATTERN.source }),
  timestamp,
  processing,
  processing_status: oneOf('complete', 'pending', 'set_aside', 'rejected'),
  duplicate: Type.Optional(Type.Literal(true)),
  set_aside: Type.Optional(Type.Literal(true)),
  reason: Type.Optional(ReasonSchema),
  warnings: Type.Optional(Type.Array(ReasonSchema)),
});

export const BatchReplySchema = Type.Object({
  success: Type.Boolean(),
  message: Type.String(),
  event_ids: Type.Array(Type.String({ pattern: EVENT_ID_PATTERN.source })),
  duplicates: Type.Array(Type.String()),
  rejected: Type.Array(
    Type.Object({
      index: count,
      event_id: nullable(Type.String()),
      error_code: Type.String({ pattern: '^[A-Z_]+$' }),
      message: Type.String(),
    }),
  ),
  timestamp,
  processing,
  set_aside: Type.Optional(
    Type.Array(Type.Object({ event_id: Type.String(), status: oneOf('set_aside', 'rejected'), reason: ReasonSchema })),
  ),
  warnings: Type.Optional(
    Type.Array(Type.Object({ index: count, event_id: Type.String(), ...ReasonSchema.properties })),
  ),
});

export const ErrorReplySchema = Type.Object({
  success: Type.Literal(false),
  detail: Type.Union([
    Type.String(),
    Type.Array(
      Type.Object({
        loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
        msg: Type.String(),
        type: Type.String(),
      }),
    ),
  ]),
  error_code: Type.String({ pattern: '^[A-Z_]+$' }),
  message: Type.String(),
});

const eventRow = Type.Object({
  event_id: Type.String(),
  raw_event_type: Type.String(),
  raw_load_date: timestamp,
  event_timestamp: nullable(timestamp),
  staging_status: oneOf('PROCESSED', 'PENDING', 'REJECTED'),
  business_status: oneOf('✅ Complete Pipeline', '⏳ Pending', '❌ Set aside'),
  page_url: Type.String(),
  session_id: nullable(Type.String()),
  visitor_id: nullable(Type.String()),
  validation_status: nullable(oneOf('VALID', 'SUSPICIOUS', 'INVALID')),
  quality_score: nullable(Type.Number({ minimum: 0, maximum: 1 })),
  validation_errors: nullable(Type.Array(ReasonSchema)),
});

export const StatusReplySchema = Type.Object({
  status: Type.Literal('success'),
  pipeline_status: Type.Object({
    raw_pending: count,
    staging_pending: count,
    business_pending: count,
    rejected: count,
    last_processed: nullable(timestamp),
  }),
  recent_events: Type.Array(eventRow, { maxItems: 10 }),
  timestamp,
});

export const DashboardReplySchema = Type.Object({
  status: Type.Literal('success'),
  summary: Type.Object({
    total_events: count,
    processed_to_staging: count,
    processed_to_business: count,
    completion_rate: Type.Number({ minimum: 0, maximum: 1 }),
    latest_event: nullable(timestamp),
  }),
  events: Type.Array(eventRow),
  next_cursor: Type.Optional(nullable(Type.String())),
  series: Type.Optional(Type.Array(Type.Object({ hour: timestamp, events: count }))),
  timestamp,
});

export const ProcessReplySchema = Type.Object({
  status: Type.Literal('success'),
  message: Type.String(),
  result: Type.Object({
    triggered_at: timestamp,
    results: Type.Object({
      total_processed: count,
      raw_to_staging_count: count,
      staging_to_business_count: count,
      total_success_count: count,
      total_error_count: count,
      processing_summary: Type.String(),
    }),
  }),
  timestamp,
});

const stage = oneOf('raw', 'staging', 'business', 'set_aside', 'rejected');

export const StreamEventSchema = Type.Object({
  ...eventRow.properties,
  stage,
  reason: nullable(ReasonSchema),
  layers: Type.Object({
    raw: Type.Object({ at: timestamp }),
    staging: nullable(Type.Object({ at: timestamp })),
    business: nullable(Type.Object({ at: timestamp })),
  }),
});

export const EventReplySchema = Type.Object({
  status: Type.Literal('success'),
  event: Type.Object({
    event_id: Type.String(),
    event_type: Type.String(),
    page_url: Type.String(),
    stage,
    layers: Type.Object({
      raw: Type.Object({ at: timestamp }),
      staging: nullable(
        Type.Object({
          at: timestamp,
          validation_status: oneOf('VALID', 'SUSPICIOUS', 'INVALID'),
          quality_score: Type.Number({ minimum: 0, maximum: 1 }),
          validation_errors: Type.Array(ReasonSchema),
        }),
      ),
      business: nullable(Type.Object({ at: timestamp })),
    }),
    reason: nullable(ReasonSchema),
    content: Type.Optional(
      Type.Object({
        event_data: jsonObject,
        user_agent: nullable(Type.String()),
        staged: nullable(jsonObject),
        plan_violations: Type.Optional(Type.Array(ReasonSchema)),
      }),
    ),
  }),
});

export const SettledReplySchema = Type.Object({
  settled: Type.Boolean(),
  pending: count,
  set_aside: count,
  rejected: count,
  waited_ms: count,
});

export const ReplayBodySchema = Type.Object(
  {
    event_ids: Type.Optional(
      Type.Array(Type.String({ pattern: EVENT_ID_PATTERN.source }), { minItems: 1, maxItems: MAX_BATCH_EVENTS }),
    ),
    rule: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
  },
  { additionalProperties: true },
);

export const ReplayReplySchema = Type.Object({
  status: Type.Literal('success'),
  message: Type.String(),
  replayed: count,
  timestamp,
});

export const AuditReplySchema = Type.Object({
  status: Type.Literal('success'),
  entries: Type.Array(
    Type.Object({
      id: Type.String(),
      at: timestamp,
      by: Type.String(),
      action: oneOf(
        'key_created',
        'key_changed',
        'key_rotated',
        'key_revoked',
        'retention_changed',
        'visitor_erased',
        'events_replayed',
        'events_processed',
        'alert_rule_created',
        'alert_rule_changed',
        'alert_rule_deleted',
        'alert_acknowledged',
        'alert_destination_created',
        'alert_destination_deleted',
        'alert_destination_disabled',
        'segment_created',
        'segment_changed',
        'segment_deleted',
        'goal_created',
        'goal_changed',
        'goal_deleted',
        'funnel_created',
        'funnel_changed',
        'funnel_deleted',
        'internal_rule_created',
        'internal_rule_deleted',
        'annotation_created',
        'annotation_changed',
        'annotation_deleted',
        'private_properties_changed',
      ),
      details: Type.Unsafe<JsonObject>({ type: 'object' }),
    }),
  ),
  next_cursor: nullable(Type.String()),
  timestamp,
});

export const CustomerConfigReplySchema = Type.Object({
  customer_id: Type.String(),
  customer_name: Type.String(),
  configuration: Type.Object({
    tracking_enabled: Type.Boolean(),
    data_retention_days: Type.Integer({ minimum: 1 }),
    features: Type.Object({
      site_tracking: Type.Boolean(),
      analytics: Type.Boolean(),
      reporting: Type.Boolean(),
    }),
    endpoints: Type.Object({ tracking: Type.String(), analytics: Type.String(), reports: Type.String() }),
  }),
  timestamp,
});

const health = {
  status: Type.Literal('healthy'),
  service: Type.String(),
  timestamp,
  version: Type.String(),
};

export const HealthReplySchema = Type.Object(health);

export const HealthDetailedReplySchema = Type.Object({
  ...health,
  status: oneOf('healthy', 'degraded'),
  /** Empty when healthy. */
  problems: Type.Array(
    Type.Object({
      rule: oneOf('set_aside', 'events_wait', 'customers_away'),
      /** Events, or customers. */
      count,
      message: Type.String(),
      /** Of `set_aside`: the most frequent reasons, at most 5. */
      reasons: Type.Optional(Type.Array(Type.Object({ rule: Type.String(), message: Type.String(), count }))),
    }),
  ),
  database: Type.Literal('connected'),
  engine: oneOf('memory', 'pglite', 'postgres'),
  durability: Type.String(),
  row_level_security: oneOf('on', 'off', 'not_applicable'),
  checks: Type.Object({
    database_connectivity: Type.Literal('passed'),
    api_endpoints: Type.Literal('available'),
    authentication: Type.Literal('enabled'),
  }),
  pipeline: Type.Object({
    raw_pending: count,
    staging_pending: count,
    set_aside: count,
    last_event_at: nullable(timestamp),
    last_processed_at: nullable(timestamp),
  }),
});

export const HealthDbReplySchema = Type.Object({
  status: oneOf('healthy', 'unhealthy'),
  database: oneOf('connected', 'error'),
  error: Type.Optional(Type.String()),
  api_functions: Type.Array(Type.String()),
  auth_functions_available: Type.Record(Type.String(), Type.Boolean()),
  timestamp,
});

export const HealthLiveReplySchema = Type.Object({ status: Type.Literal('alive'), timestamp });

export const HealthReadyReplySchema = Type.Object({ status: Type.Literal('ready'), timestamp });

export const HealthDependenciesReplySchema = Type.Object({
  status: oneOf('healthy', 'unhealthy'),
  dependencies: Type.Array(
    Type.Object({
      name: Type.String(),
      status: oneOf('healthy', 'unhealthy'),
      /** Null when it did not answer. */
      latency_ms: nullable(Type.Number({ minimum: 0 })),
    }),
  ),
  timestamp,
});

export const HealthCustomerReplySchema = Type.Object({
  status: Type.Literal('healthy'),
  customer_id: Type.String(),
  service: Type.String(),
  customer_status: oneOf('active', 'inactive'),
  features_enabled: Type.Array(Type.String()),
  timestamp,
});

export const PlatformInfoReplySchema = Type.Object({
  platform: Type.Object({
    name: Type.Literal('OneVault'),
    version: Type.String(),
    architecture: Type.Literal('multi-tenant'),
    features: Type.Array(Type.String()),
  }),
  timestamp,
});

/** 404 for an unknown path: also has the fields of `ErrorReplySchema`. */
export const NotFoundReplySchema = Type.Object({
  error: Type.String(),
  message: Type.String(),
  available_endpoints: Type.Array(Type.String(), { minItems: 1 }),
  documentation: Type.String(),
  success: Type.Literal(false),
  detail: Type.String(),
  error_code: Type.Literal('NOT_FOUND'),
});

export * from './analyticsSchemas.ts';
export * from './historySchemas.ts';
export * from './keySchemas.ts';
export * from './ledgerSchemas.ts';
export * from './reportSchemas.ts';
export * from './savedSchemas.ts';
export * from './trackingCheckSchemas.ts';
