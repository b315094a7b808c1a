import type { JsonSchema, JsonType } from './jsonSchema.ts';

/** One value that breaks its schema. */
export interface Violation {
  path: (string | number)[];
  message: string;
}

/** How a value breaks a schema that has passed `checkSchema`. */
export function findViolations(schema: JsonSchema, value: unknown, path: Violation['path'] = []): Violation[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) {
    return [{ path, message: `should be ${types.join(' or ')}, not ${nameOf(value)}` }];
  }
  const found: Violation[] = [];
  const say = (message: string) => found.push({ path, message });
  if (schema.const !== undefined && !isSame(schema.const, value)) say(`should be ${show(schema.const)}`);
  if (schema.enum && !schema.enum.some((one) => isSame(one, value))) {
    say(`should be one of ${schema.enum.map(show).join(', ')}, not ${show(value)}`);
  }
  if (schema.anyOf && !schema.anyOf.some((one) => findViolations(one, value).length === 0)) {
    say('matches none of its anyOf schemas');
  }
  if (typeof value === 'number') checkNumber(schema, value, say);
  if (typeof value === 'string') checkText(schema, value, say);
  if (Array.isArray(value)) found.push(...checkArray(schema, value, path));
  else if (typeof value === 'object' && value !== null) {
    found.push(...checkObject(schema, value as Record<string, unknown>, path));
  }
  return found;
}

function checkNumber(schema: JsonSchema, value: number, say: (message: string) => void): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && value < minimum) say(`should be at least ${minimum}, not ${value}`);
  if (maximum !== undefined && value > maximum) say(`should be at most ${maximum}, not ${value}`);
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    say(`should be over ${exclusiveMinimum}, not ${value}`);
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    say(`should be under ${exclusiveMaximum}, not ${value}`);
}

function checkText({ minLength, maxLength, pattern }: JsonSchema, value: string, say: (message: string) => void): void {
  const { length } = [...value];
  if (minLength !== undefined && length < minLength) say(`should have at least ${minLength} characters, not ${length}`);
  if (maxLength !== undefined && length > maxLength) say(`should have at most ${maxLength} characters, not ${length}`);
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) say(`should match ${pattern}`);
}

function checkArray({ items, minItems, maxItems }: JsonSchema, value: unknown[], path: Violation['path']): Violation[] {
  const found = items ? value.flatMap((item, i) => findViolations(items, item, [...path, i])) : [];
  const { length } = value;
  if (minItems !== undefined && length < minItems)
    found.push({ path, message: `should have at least ${minItems} items` });
  if (maxItems !== undefined && length > maxItems)
    found.push({ path, message: `should have at most ${maxItems} items` });
  return found;
}

function checkObject(schema: JsonSchema, value: Record<string, unknown>, path: Violation['path']): Violation[] {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const found: Violation[] = [];
  for (const name of required) {
    if (value[name] === undefined) found.push({ path: [...path, name], message: 'is missing' });
  }
  for (const [name, inner] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own) found.push(...findViolations(own, inner, [...path, name]));
    else if (!additionalProperties) {
      const allowed = Object.keys(properties).join(', ') || 'none';
      found.push({ path: [...path, name], message: `is not planned: allowed are ${allowed}` });
    }
  }
  return found;
}

function isOfType(type: JsonType, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return type === nameOf(value);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
