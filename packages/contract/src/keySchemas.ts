/** JSON Schemas of `keys.ts`. */
import Type from 'typebox';
import { ENVIRONMENTS } from './environment.ts';

const timestamp = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const oneOf = <T extends string>(...values: T[]) => Type.Unsafe<T>({ type: 'string', enum: values });

const environment = nullable(oneOf(...ENVIRONMENTS));

const keyRow = Type.Object({
  id: Type.String(),
  kind: oneOf('full', 'write', 'share'),
  label: nullable(Type.String()),
  origins: nullable(Type.Array(Type.String())),
  segment: nullable(Type.String()),
  environment,
  share_link: Type.Boolean(),
  created_at: timestamp,
  expires_at: nullable(timestamp),
  revoked_at: nullable(timestamp),
  last_used_at: nullable(timestamp),
});

export const KeysReplySchema = Type.Object({ status: Type.Literal('success'), keys: Type.Array(keyRow), timestamp });

export const KeyBodySchema = Type.Object({
  kind: oneOf('full', 'write', 'share'),
  label: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  origins: Type.Optional(nullable(Type.Array(Type.String(), { minItems: 1, maxItems: 20 }))),
  expires_in_days: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 3_650 }))),
  segment: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 100 }))),
  environment: Type.Optional(environment),
});

export const KeyRotateBodySchema = Type.Object({
  overlap_hours: Type.Optional(Type.Integer({ minimum: 0, maximum: 720 })),
});

export const KeyCreatedReplySchema = Type.Object({
  status: Type.Literal('success'),
  token: Type.String(),
  key: keyRow,
  replaced: Type.Optional(keyRow),
  timestamp,
});

export const KeyRevokedReplySchema = Type.Object({ status: Type.Literal('success'), key: keyRow, timestamp });

export const ShareLinkBodySchema = Type.Object({
  label: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  segment: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 100 }))),
  expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
});

export const ShareLinkReplySchema = Type.Object({
  status: Type.Literal('success'),
  link: Type.String({ pattern: '^/business#invitation=' }),
  key: keyRow,
  timestamp,
});
