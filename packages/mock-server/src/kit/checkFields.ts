import { findNearest } from './compare/nameDistance.ts';

/** Throws for an unknown field, with the nearest known one: a mistyped filter would match everything. */
export function checkFields(what: string, given: object, allowed: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (allowed.includes(name)) continue;
    const near = findNearest(name, allowed);
    const hint = near ? `: did you mean "${near}"?` : '.';
    throw new Error(`Failed to ${what}: there is no "${name}"${hint} Please use ${allowed.join(', ')}.`);
  }
}
