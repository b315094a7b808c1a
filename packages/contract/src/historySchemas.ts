/** JSON Schemas of `history.ts`. */
import Type from 'typebox';
import { HISTORY_DIMENSIONS, HISTORY_SOURCES } from './history.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const count = Type.Integer({ minimum: 0 });
const numbers = {
  visitors: nullable(count),
  sessions: nullable(count),
  page_views: nullable(count),
  events: nullable(count),
  bounce_rate: nullable(Type.Number()),
  duration_mean_s: nullable(Type.Number()),
};

export const HistoryReplySchema = Type.Object({
  status: Type.Literal('success'),
  query: Type.Object({
    from: day,
    to: day,
    timezone: Type.String(),
    by: Type.Optional(
      Type.Unsafe<(typeof HISTORY_DIMENSIONS)[number]>({ type: 'string', enum: [...HISTORY_DIMENSIONS] }),
    ),
    import: Type.Optional(Type.String()),
    limit: Type.Optional(count),
  }),
  imports: Type.Array(
    Type.Object({
      import: Type.String(),
      source: Type.Unsafe<(typeof HISTORY_SOURCES)[number]>({ type: 'string', enum: [...HISTORY_SOURCES] }),
      from: nullable(day),
      to: nullable(day),
      rows: count,
      bad_rows: count,
      imported_at: nullable(timestamp),
      imported_by: nullable(Type.String()),
      is_loading: Type.Boolean(),
    }),
  ),
  data: Type.Union([
    Type.Array(Type.Object({ day, ...numbers })),
    Type.Array(Type.Object({ value: nullable(Type.String()), ...numbers })),
  ]),
  timestamp,
});
