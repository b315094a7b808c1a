/** JSON Schemas of `page.ts`. */
import Type from 'typebox';
import { ENVIRONMENTS } from './environment.ts';
import { MAX_RETENTION_DAYS } from './limits.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const count = Type.Integer({ minimum: 0 });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const environment = nullable(Type.Unsafe<(typeof ENVIRONMENTS)[number]>({ type: 'string', enum: [...ENVIRONMENTS] }));

export const EraseBodySchema = Type.Object({
  visitor_id: Type.String({ minLength: 1 }),
  dry_run: Type.Optional(Type.Boolean()),
  follow_aliases: Type.Optional(Type.Boolean()),
});

const rowsOfTables = Type.Record(Type.String(), count);

export const EraseReplySchema = Type.Object({
  status: Type.Literal('success'),
  erased: Type.Boolean(),
  events: Type.Optional(count),
  rows: rowsOfTables,
  connected: Type.Optional(Type.Array(Type.String())),
  left: Type.Optional(rowsOfTables),
  timestamp,
});

export const SetRetentionBodySchema = Type.Object({
  days: Type.Integer({ minimum: 1, maximum: MAX_RETENTION_DAYS }),
  dry_run: Type.Optional(Type.Boolean()),
});

export const SetRetentionReplySchema = Type.Object({
  status: Type.Literal('success'),
  days: Type.Integer({ minimum: 1, maximum: MAX_RETENTION_DAYS }),
  changed: Type.Boolean(),
  deletes: Type.Object({
    events: count,
    analytics_events: count,
    analytics_sessions: count,
    imported_counts: count,
  }),
  counted_up_to: count,
  timestamp,
});

export const BrowserKeyBodySchema = Type.Object({
  origins: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
  environment: Type.Optional(environment),
});

export const BrowserKeyReplySchema = Type.Object({
  status: Type.Literal('success'),
  token: Type.String(),
  key: Type.Object({ id: Type.String(), kind: Type.Literal('write') }),
  origins: nullable(Type.Array(Type.String())),
  environment,
  timestamp,
});

const refusalCount = Type.Object({
  error_code: Type.String(),
  status: Type.Integer(),
  origin: nullable(Type.String()),
  customer_id: nullable(Type.String()),
  count,
  last_at: timestamp,
});

export const RefusalsReplySchema = Type.Object({
  status: Type.Literal('success'),
  refused: Type.Array(refusalCount),
  unassigned: Type.Array(refusalCount),
  timestamp,
});

export const SessionBodySchema = Type.Object({
  customer_id: Type.Optional(Type.String()),
  token: Type.Optional(Type.String()),
  here: Type.Optional(Type.Boolean()),
  invitation: Type.Optional(Type.String()),
});

export const SessionReplySchema = Type.Object({
  status: Type.Literal('success'),
  signed_in: Type.Boolean(),
  customer_id: Type.Optional(Type.String()),
  customer_name: Type.Optional(Type.String()),
  key: Type.Optional(Type.Object({ id: Type.String(), kind: Type.String(), asks_properties: Type.Boolean() })),
  expires_at: Type.Optional(timestamp),
  customer_here: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  timestamp,
});
