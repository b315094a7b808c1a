/** JSON Schemas of `trackingChecks.ts`. */
import Type from 'typebox';
import { TRACKING_CHECKS, type TrackingCheckName } from './trackingChecks.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const count = Type.Integer({ minimum: 0 });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const oneOf = <T extends string>(...values: T[]) => Type.Unsafe<T>({ type: 'string', enum: values });
/** Of milliseconds and percents, some below zero. */
const numbers = Type.Record(Type.String(), Type.Number());

const finding = Type.Object({
  subject: Type.Object({
    kind: oneOf('key', 'origin', 'page', 'event', 'tracker_version', 'site'),
    value: nullable(Type.String()),
  }),
  message: Type.String({ minLength: 1 }),
  counts: numbers,
  since: nullable(timestamp),
  last_at: nullable(timestamp),
  todo: Type.String({ minLength: 1 }),
});

export const TrackingChecksReplySchema = Type.Object({
  status: Type.Literal('success'),
  checks: Type.Array(
    Type.Object({
      check: oneOf<TrackingCheckName>(...TRACKING_CHECKS),
      state: oneOf('ok', 'finding', 'unknown'),
      message: Type.String({ minLength: 1 }),
      looked_at: Type.Object({ from: nullable(timestamp), to: nullable(timestamp), counts: numbers }),
      threshold: numbers,
      findings: Type.Array(finding, { maxItems: 10 }),
      more: count,
    }),
    { minItems: TRACKING_CHECKS.length, maxItems: TRACKING_CHECKS.length },
  ),
  timestamp,
});
