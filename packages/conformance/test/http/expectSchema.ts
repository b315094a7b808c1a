import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect } from 'vitest';

/** Fails with each value that breaks the schema, and its place. */
export function expectSchema(schema: TSchema, value: unknown): void {
  const compiled = Compile(schema);
  if (!compiled.Check(value)) expect(value, JSON.stringify(compiled.Errors(value), null, 1)).toBe('as the schema says');
}
