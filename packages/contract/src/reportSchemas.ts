/** JSON Schemas of `reports.ts`. */
import Type from 'typebox';
import { REPORT_PERIODS } from './reports.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const period = Type.Unsafe<(typeof REPORT_PERIODS)[number]>({ type: 'string', enum: [...REPORT_PERIODS] });
const hour = Type.Integer({ minimum: 0, maximum: 23 });
const success = { status: Type.Literal('success'), timestamp };

const report = Type.Object({
  report_id: id,
  name: Type.String(),
  period,
  timezone: Type.String(),
  hour,
  destinations: nullable(Type.Array(id)),
  enabled: Type.Boolean(),
  recipients: Type.Integer({ minimum: 0 }),
  next_at: nullable(timestamp),
  created_at: timestamp,
});

export const ReportBodySchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  period: Type.Optional(period),
  timezone: Type.Optional(Type.String({ maxLength: 64, default: 'UTC' })),
  hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23, default: 6 })),
  destinations: Type.Optional(nullable(Type.Array(id, { minItems: 1, maxItems: 20 }))),
  enabled: Type.Optional(Type.Boolean()),
});

export const ReportSendBodySchema = Type.Object({
  of: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })),
});

export const ReportsReplySchema = Type.Object({ ...success, reports: Type.Array(report) });
export const ReportReplySchema = Type.Object({ ...success, report });
export const ReportSendReplySchema = Type.Object({ ...success, recipients: Type.Integer({ minimum: 0 }) });
export const ReportDeletedReplySchema = Type.Object(success);
