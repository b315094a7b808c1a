import { nameDistance } from './compare/nameDistance.ts';

/** A name that is further away is not the same one mistyped. */
const MAX_DISTANCE = 0.4;

/** Throws for an unknown field, with the nearest known one: a mistyped filter would match everything. */
export function checkFields(what: string, given: object, allowed: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (allowed.includes(name)) continue;
    const [near = ''] = [...allowed].sort((a, b) => nameDistance(name, a) - nameDistance(name, b));
    const hint = nameDistance(name, near) > MAX_DISTANCE ? '.' : `: did you mean "${near}"?`;
    throw new Error(`Failed to ${what}: there is no "${name}"${hint} Please use ${allowed.join(', ')}.`);
  }
}
