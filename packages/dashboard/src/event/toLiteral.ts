import type { JsonValue } from '@onevault/contract';

/** A value as JavaScript, indented as one that stands at this depth. */
export function toLiteral(value: JsonValue, depth = 0): string {
  if (typeof value === 'string') return toText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = '  '.repeat(depth + 1);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((one) => toLiteral(one, depth + 1))
    : Object.entries(value).map(([name, one]) => `${toName(name)}: ${toLiteral(one, depth + 1)}`);
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${'  '.repeat(depth)}${close}`;
}

function toName(name: string): string {
  // As a plain name it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : toText(name);
}

function toText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
