/** JSON Schemas of `saved.ts`. */
import Type from 'typebox';
import { FUNNEL_ORDERS, type FunnelOrder } from './analytics.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const oneOf = <T extends string>(...values: T[]) => Type.Unsafe<T>({ type: 'string', enum: values });
const success = { status: Type.Literal('success'), timestamp };
const times = { created_at: timestamp, changed_at: timestamp };

const name = Type.String({ minLength: 1, maxLength: 100 });
const filters = (maxItems: number) => Type.Array(Type.String(), { minItems: 1, maxItems });
const currency = Type.String({ pattern: '^[A-Z]{3}$' });
const revenue = nullable(
  Type.Union([
    Type.Object(
      { currency, value: Type.Number({ minimum: 0, maximum: 1_000_000_000 }) },
      { additionalProperties: false },
    ),
    Type.Object({ currency, property: Type.String({ minLength: 1, maxLength: 195 }) }, { additionalProperties: false }),
  ]),
);
const steps = Type.Array(Type.Object({ name, filters: filters(5) }), { minItems: 2, maxItems: 10 });
const order = Type.Unsafe<FunnelOrder>({ type: 'string', enum: [...FUNNEL_ORDERS] });
const within = Type.String();
const annotationKind = oneOf('note', 'deployment');

const segment = Type.Object({ segment_id: id, name, filters: filters(20), ...times });
const goal = Type.Object({ goal_id: id, name, filters: filters(5), revenue, ...times });
const funnel = Type.Object({ funnel_id: id, name, steps, order, within, ...times });
const rule = Type.Object({
  rule_id: id,
  name,
  of: oneOf('visitor', 'session', 'property'),
  hash: nullable(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  property: nullable(Type.String()),
  value: nullable(Type.String()),
  created_at: timestamp,
});
const text = Type.String({ minLength: 1, maxLength: 1_000 });
const url = nullable(Type.String({ maxLength: 2_000 }));
const version = nullable(Type.String({ maxLength: 200 }));
const annotation = Type.Object({
  annotation_id: id,
  kind: annotationKind,
  at: timestamp,
  until: nullable(timestamp),
  text,
  url,
  version,
  created_at: timestamp,
  created_by: Type.String(),
});
export const annotationList = Type.Array(annotation);
const settings = Type.Object({ private_properties: Type.Array(Type.String(), { maxItems: 100 }) });

export const SegmentBodySchema = Type.Object({ name: Type.Optional(name), filters: Type.Optional(filters(20)) });
export const GoalBodySchema = Type.Object({
  name: Type.Optional(name),
  filters: Type.Optional(filters(5)),
  revenue: Type.Optional(revenue),
});
export const FunnelBodySchema = Type.Object({
  name: Type.Optional(name),
  steps: Type.Optional(steps),
  order: Type.Optional(order),
  within: Type.Optional(within),
});
export const InternalRuleBodySchema = Type.Object({
  name: Type.Optional(name),
  visitor: Type.Optional(Type.String()),
  session: Type.Optional(Type.String()),
  property: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
});
export const AnnotationBodySchema = Type.Object({
  annotation_id: Type.Optional(id),
  kind: Type.Optional(annotationKind),
  at: Type.Optional(Type.String()),
  until: Type.Optional(nullable(Type.String())),
  text: Type.Optional(text),
  url: Type.Optional(url),
  version: Type.Optional(version),
});
export const SavedSettingsBodySchema = settings;

export const SegmentReplySchema = Type.Object({ ...success, segment });
export const SegmentsReplySchema = Type.Object({ ...success, segments: Type.Array(segment) });
export const GoalReplySchema = Type.Object({ ...success, goal });
export const GoalsListReplySchema = Type.Object({ ...success, goals: Type.Array(goal) });
export const FunnelDefinitionReplySchema = Type.Object({ ...success, funnel });
export const FunnelsReplySchema = Type.Object({ ...success, funnels: Type.Array(funnel) });
export const InternalRuleReplySchema = Type.Object({ ...success, rule });
export const InternalRulesReplySchema = Type.Object({ ...success, rules: Type.Array(rule) });
export const AnnotationReplySchema = Type.Object({ ...success, annotation });
export const AnnotationsReplySchema = Type.Object({
  ...success,
  annotations: annotationList,
  next_cursor: nullable(Type.String()),
});
export const SavedSettingsReplySchema = Type.Object({ ...success, settings });
export const SavedDeletedReplySchema = Type.Object(success);
