/** JSON Schemas of what the pages say that they sent, and how late it came. */
import Type from 'typebox';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const count = Type.Integer({ minimum: 0 });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const LedgerReplySchema = Type.Object({
  status: Type.Literal('success'),
  tabs: Type.Array(
    Type.Object({
      tab_id: Type.String(),
      sessions: Type.Array(Type.String()),
      events: count,
      first_seq: count,
      last_seq: count,
      gaps: count,
      first_received_at: timestamp,
      last_received_at: timestamp,
      skew_ms: nullable(Type.Integer()),
    }),
  ),
  timestamp,
});

export const LatenessReplySchema = Type.Object({
  status: Type.Literal('success'),
  lateness: Type.Array(Type.Object({ up_to_s: nullable(Type.Integer({ minimum: 1 })), events: count })),
  timestamp,
});
