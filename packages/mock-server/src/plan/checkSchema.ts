import type { JsonSchema, JsonType } from './jsonSchema.ts';

const TYPES: readonly JsonType[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
const KEYWORDS = [
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['minLength', 'maxLength', 'pattern', 'minItems', 'maxItems'],
];
const NOTES = ['$schema', 'title', 'description', 'examples', 'default', 'format', 'deprecated', '$comment'];

/** Throws for an invalid schema and for unsupported keywords; `place` is its place in the plan. */
export function checkSchema(schema: unknown, place: string): asserts schema is JsonSchema {
  const wrong = (reason: string, instead: string) =>
    new Error(`Failed to read the tracking plan: ${place} ${reason}. Please ${instead}.`);
  if (!isObject(schema))
    throw wrong('is not a schema', 'give a JSON Schema object, or a schema of zod, valibot or arktype');
  for (const keyword of Object.keys(schema)) {
    if (KEYWORDS.includes(keyword) || NOTES.includes(keyword)) continue;
    throw wrong(`has the keyword "${keyword}", which is not supported`, `use ${KEYWORDS.join(', ')}`);
  }
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  for (const type of types) {
    if (!TYPES.includes(type)) throw wrong(`has the type ${JSON.stringify(type)}`, `use ${TYPES.join(', ')}`);
  }
  if (schema.properties !== undefined) {
    if (!isObject(schema.properties)) throw wrong('has properties that are not an object', 'write {"name": schema}');
    for (const [name, inner] of Object.entries(schema.properties)) checkSchema(inner, `${place}.${name}`);
  }
  if (schema.required !== undefined) {
    const { required, properties = {} } = schema;
    if (!Array.isArray(required)) throw wrong('has required that is not a list', 'write ["name"]');
    const unknown = required.find((name) => !Object.hasOwn(properties, String(name)));
    if (unknown !== undefined) {
      const known = Object.keys(properties).join(', ') || 'none';
      throw wrong(`requires "${unknown}", which is not among its properties`, `use one of them: ${known}`);
    }
  }
  if (schema.additionalProperties !== undefined && typeof schema.additionalProperties !== 'boolean') {
    throw wrong('has additionalProperties that are not true or false', 'use one of the two');
  }
  if (schema.items !== undefined) checkSchema(schema.items, `${place}[]`);
  if (schema.enum !== undefined && !(Array.isArray(schema.enum) && schema.enum.length > 0)) {
    throw wrong('has an enum without values', 'list the values');
  }
  if (schema.anyOf !== undefined) {
    if (!Array.isArray(schema.anyOf) || schema.anyOf.length === 0)
      throw wrong('has anyOf without schemas', 'list them');
    for (const [i, inner] of schema.anyOf.entries()) checkSchema(inner, `${place}.anyOf[${i}]`);
  }
  if (schema.pattern !== undefined) {
    try {
      new RegExp(String(schema.pattern), 'u');
    } catch {
      throw wrong('has a pattern that is not a regular expression', 'correct it');
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> & { properties?: Record<string, unknown> } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
