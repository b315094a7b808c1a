import type { Schema } from './OpenApi.ts';

export interface Field {
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
}

/** How deep fields inside of fields are listed: the deepest of the answers has four levels. */
const MAX_DEPTH = 6;
/** How the schemas write a time and an id; a reader knows them by their names. */
const TIME = /^\^\\d\{4\}-\\d\\d-\\d\\dT/;
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** The fields of an object, those inside of others as `outer.inner` and `list[].inner`. */
export function listFields(schema: Schema, prefix = '', depth = 0): Field[] {
  if (depth > MAX_DEPTH) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    const field: Field = {
      name,
      type: toType(value),
      isRequired: schema.required?.includes(key) ?? false,
      description: value.description ?? '',
    };
    return [field, ...listInner(value, name, depth)];
  });
}

function listInner(schema: Schema, name: string, depth: number): Field[] {
  if (schema.items) return listInner(schema.items, `${name}[]`, depth);
  const parts = [schema, ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  return parts.flatMap((part) =>
    part.properties
      ? listFields(part, `${name}.`, depth + 1)
      : part !== schema && part.items
        ? listInner(part, name, depth)
        : [],
  );
}

/** In words: `text`, `"a" or "b"`, `whole number, 1 to 500`. */
export function toType(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.const !== undefined) return toCode(schema.const);
  if (schema.enum) return schema.enum.map(toCode).join(', ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(toType))].join(' or ');
  if (schema.allOf) return schema.allOf.map(toType).join(' with ');
  if (schema.type === 'array') {
    const type = schema.items ? toType(schema.items) : 'any';
    return `list of ${type}${toRange(schema.minItems, schema.maxItems)}`;
  }
  if (schema.type === 'string') return `${toText(schema)}${toRange(schema.minLength, schema.maxLength, ' characters')}`;
  if (schema.type === 'integer') return `whole number${toRange(schema.minimum, schema.maximum)}`;
  if (schema.type === 'number') return `number${toRange(schema.minimum, schema.maximum)}`;
  if (schema.type === 'boolean') return '`true` or `false`';
  if (schema.type === 'null') return '`null`';
  if (schema.patternProperties) return 'object, any names';
  return schema.type ?? 'any';
}

function toText({ format, pattern }: Schema): string {
  if (format) return format;
  if (pattern === undefined) return 'text';
  if (TIME.test(pattern)) return 'time (ISO 8601, UTC)';
  return pattern === UUID ? 'uuid' : `text like \`${pattern.replaceAll('|', '\\|')}\``;
}

function toRange(least: number | undefined, most: number | undefined, unit = ''): string {
  const [from, to] = [least, most].map((count) => count?.toLocaleString('en'));
  if (to === undefined) return least ? `, at least ${from}${unit}` : '';
  return from === undefined ? `, at most ${to}${unit}` : `, ${from} to ${to}${unit}`;
}

const toCode = (value: unknown) => `\`${JSON.stringify(value)}\``;
