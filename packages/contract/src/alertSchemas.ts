/** JSON Schemas of `alerts.ts`. */
import Type from 'typebox';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const oneOf = <T extends string>(...values: T[]) => Type.Unsafe<T>({ type: 'string', enum: values });
const success = { status: Type.Literal('success'), timestamp };

const kind = oneOf(
  'no_events',
  'rate_below',
  'rate_above',
  'bad_share',
  'set_aside_backlog',
  'lag',
  'event_quiet',
  'error_spike',
  'goal',
);
const settings = Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]));
const target = oneOf('webhook', 'email');

const alertRule = Type.Object({
  rule_id: id,
  name: Type.String(),
  kind,
  settings,
  destinations: nullable(Type.Array(id)),
  enabled: Type.Boolean(),
  state: oneOf('off', 'ok', 'pending', 'firing', 'acknowledged'),
  created_at: timestamp,
  evaluated_at: nullable(timestamp),
});

export const AlertRuleBodySchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  kind: Type.Optional(kind),
  settings: Type.Optional(settings),
  destinations: Type.Optional(nullable(Type.Array(id, { minItems: 1, maxItems: 20 }))),
  enabled: Type.Optional(Type.Boolean()),
});

const firing = Type.Object({
  firing_id: id,
  rule_id: id,
  rule_name: Type.String(),
  kind,
  state: oneOf('firing', 'acknowledged', 'resolved'),
  message: Type.String(),
  value: nullable(Type.Number()),
  threshold: Type.Number(),
  started_at: timestamp,
  acknowledged_at: nullable(timestamp),
  acknowledged_by: nullable(Type.String()),
  resolved_at: nullable(timestamp),
  resolved_by: nullable(oneOf('itself', 'rule_changed', 'rule_deleted')),
});

export const AlertDestinationBodySchema = Type.Object({
  kind: target,
  address: Type.String({ minLength: 1, maxLength: 2_000 }),
  label: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
});

export const AlertRulesReplySchema = Type.Object({ ...success, rules: Type.Array(alertRule) });
export const AlertRuleReplySchema = Type.Object({ ...success, rule: alertRule });
export const AlertFiringsReplySchema = Type.Object({
  ...success,
  firings: Type.Array(firing),
  next_cursor: nullable(Type.String()),
});
export const AlertFiringReplySchema = Type.Object({ ...success, firing });
export const AlertDestinationsReplySchema = Type.Object({
  ...success,
  destinations: Type.Array(
    Type.Object({
      destination_id: id,
      kind: target,
      address: Type.String(),
      label: nullable(Type.String()),
      created_at: timestamp,
      disabled_at: nullable(timestamp),
    }),
  ),
});
export const AlertDestinationReplySchema = Type.Object({
  ...success,
  destination_id: id,
  secret: Type.Optional(Type.String({ pattern: '^whsec_' })),
});
export const AlertDeliveriesReplySchema = Type.Object({
  ...success,
  deliveries: Type.Array(
    Type.Object({
      delivery_id: id,
      destination_id: id,
      firing_id: nullable(id),
      report_id: nullable(id),
      event: oneOf('alert.firing', 'alert.resolved', 'alert.test', 'report'),
      state: oneOf('waiting', 'delivered', 'failed'),
      created_at: timestamp,
      delivered_at: nullable(timestamp),
      next_attempt_at: nullable(timestamp),
      attempts: Type.Array(
        Type.Object({
          at: timestamp,
          status: Type.Optional(Type.Integer()),
          error: Type.Optional(Type.String()),
          excerpt: Type.Optional(Type.String()),
          duration_ms: Type.Number(),
        }),
      ),
    }),
  ),
  next_cursor: nullable(Type.String()),
});
export const AlertTestReplySchema = Type.Object({ ...success, delivery_id: id });
export const AlertDeletedReplySchema = Type.Object(success);
