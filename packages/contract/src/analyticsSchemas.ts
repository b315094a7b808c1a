/** JSON Schemas of the answers of analytics. */
import Type from 'typebox';
import { EXCLUSIONS } from './analytics.ts';
import { annotationList } from './savedSchemas.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const count = Type.Integer({ minimum: 0 });
const amount = Type.Number();
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const exclusion = Type.Unsafe<(typeof EXCLUSIONS)[number]>({ type: 'string', enum: [...EXCLUSIONS] });
const range = { from: timestamp, to: timestamp };

const population = Type.Object({
  counted: Type.Object({ events: count, sessions: count, visitors: count }),
  excluded: Type.Array(
    Type.Object({
      rule: Type.Unsafe<(typeof EXCLUSIONS)[number] | 'set_aside'>({
        type: 'string',
        enum: [...EXCLUSIONS, 'set_aside'],
      }),
      events: count,
      sessions: count,
    }),
  ),
  complete: Type.Boolean(),
  missing: Type.Optional(Type.Object({ arrived_from: nullable(timestamp), arrived_to: timestamp })),
});

/** The answer with this `data`. */
function toReply<T extends Type.TSchema>(data: T) {
  return Type.Object({
    status: Type.Literal('success'),
    query: Type.Object(
      { ...range, timezone: Type.String(), filter: Type.Array(Type.String()), include: Type.Array(exclusion) },
      { additionalProperties: true },
    ),
    population,
    data,
    imported: Type.Optional(Type.Object({ from: Type.String(), to: Type.String(), source: Type.String() })),
    comparison: Type.Optional(
      Type.Object({ query: Type.Object(range), population, data, annotations: Type.Optional(annotationList) }),
    ),
    annotations: Type.Optional(annotationList),
    next_cursor: Type.Optional(nullable(Type.String())),
    timestamp,
  });
}

const revenue = Type.Array(Type.Object({ currency: nullable(Type.String()), amount, orders: count }));

const shared = {
  visitors: count,
  sessions: count,
  page_views: count,
  events: count,
  bounce_rate: nullable(amount),
  duration_mean_s: nullable(amount),
};

const summary = Type.Object({
  ...shared,
  views_per_session: nullable(amount),
  duration_median_s: nullable(amount),
  revenue,
});
const rows = Type.Array(Type.Object({ value: nullable(Type.String()), ...shared }));

export const SummaryReplySchema = toReply(summary);

export const OverviewReplySchema = toReply(
  Type.Object({
    summary,
    timeseries: Type.Array(
      Type.Object({
        at: timestamp,
        visitors: count,
        sessions: count,
        page_views: count,
        events: count,
        views_per_session: amount,
        bounce_rate: amount,
        duration_mean_s: amount,
      }),
    ),
    breakdowns: Type.Array(Type.Object({ by: Type.String(), rows, more: Type.Boolean() })),
  }),
);

export const TimeseriesReplySchema = toReply(Type.Array(Type.Object({ at: timestamp, value: amount })));

export const BreakdownReplySchema = toReply(rows);

export const FunnelReplySchema = toReply(
  Type.Array(Type.Object({ step: Type.String(), count, rate: nullable(amount), dropped: count })),
);

export const GoalsReplySchema = toReply(
  Type.Array(
    Type.Object({
      goal: Type.String(),
      visitors: count,
      sessions: count,
      conversions: count,
      conversion_rate: nullable(amount),
      revenue: Type.Array(Type.Object({ currency: nullable(Type.String()), amount })),
    }),
  ),
);

export const RetentionReplySchema = toReply(
  Type.Array(Type.Object({ cohort: timestamp, visitors: count, returned: Type.Array(count) })),
);

export const PathsReplySchema = toReply(
  Type.Object({
    sessions: count,
    nodes: Type.Array(
      Type.Object({
        id: Type.String(),
        step: Type.Integer({ minimum: 1 }),
        kind: Type.Unsafe<'page' | 'event' | 'other'>({ type: 'string', enum: ['page', 'event', 'other'] }),
        value: nullable(Type.String()),
        nodes: count,
        sessions: count,
        dropped: count,
      }),
    ),
    links: Type.Array(Type.Object({ source: Type.String(), target: Type.String(), sessions: count })),
  }),
);

export const AttributionReplySchema = toReply(
  Type.Object({
    conversions: count,
    without_visitor: count,
    without_session: count,
    revenue,
    rows: Type.Array(Type.Object({ value: nullable(Type.String()), conversions: count, visitors: count, revenue })),
  }),
);

export const AccuracyReplySchema = toReply(
  Type.Array(
    Type.Object({
      day: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' }),
      page_loads: count,
      sent: count,
      stored: count,
      rejected: count,
      waiting: count,
      missing: count,
      loaded: count,
      late: count,
      duplicates: count,
      invalid: count,
      set_aside: count,
      lateness: Type.Array(Type.Object({ up_to_s: nullable(Type.Integer()), events: count })),
    }),
  ),
);

export const LiveReplySchema = toReply(
  Type.Object({
    visitors: count,
    sessions: count,
    page_views: count,
    pages: Type.Array(Type.Object({ page: nullable(Type.String()), visitors: count })),
  }),
);

const text = nullable(Type.String());

const session = Type.Object({
  session_id: Type.String(),
  visitor_id: text,
  started_at: timestamp,
  ended_at: timestamp,
  duration_s: amount,
  events: count,
  page_views: count,
  is_bounce: Type.Boolean(),
  entry_page: text,
  exit_page: text,
  source: text,
  channel: text,
  referrer: text,
  utm_campaign: text,
  device: text,
  browser: text,
  os: text,
  language: text,
  country: text,
});

export const SessionsReplySchema = toReply(Type.Array(session));

const timelineEvent = Type.Object({
  at: timestamp,
  event: text,
  page: text,
  hostname: text,
  items: Type.Array(Type.String()),
  properties: Type.Record(Type.String(), Type.Unknown()),
  excluded: nullable(exclusion),
});

export const SessionTimelineReplySchema = toReply(Type.Object({ session, events: Type.Array(timelineEvent) }));

export const VisitorTimelineReplySchema = toReply(
  Type.Object({
    visitor_id: Type.String(),
    first_seen_at: timestamp,
    last_seen_at: timestamp,
    sessions: Type.Array(session),
    events: Type.Array(timelineEvent),
  }),
);
