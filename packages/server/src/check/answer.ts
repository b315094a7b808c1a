/** Readers for an answer of unknown shape. Each one names the value it found and the value it expected. */

/** What a check found wrong, in words for the person who runs it. */
export class CheckFailure extends Error {
  override name = 'CheckFailure';
}

export interface Answer {
  /** Such as `POST /api/v1/track`. */
  what: string;
  status: number;
  /** The parsed body, undefined when it is not JSON. */
  body: unknown;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CheckFailure(message);
}

/** The value at a path such as `summary.total_events`, undefined where there is none. */
export function valueAt(answer: Answer, path: string): unknown {
  let value = answer.body;
  for (const key of path.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

export function expectValue(answer: Answer, path: string, wanted: unknown): void {
  const found = valueAt(answer, path);
  expectThat(found === wanted, wrong(answer, path, found, JSON.stringify(wanted)));
}

export function textAt(answer: Answer, path: string): string {
  const found = valueAt(answer, path);
  expectThat(typeof found === 'string' && found !== '', wrong(answer, path, found, 'text'));
  return found;
}

export function countAt(answer: Answer, path: string): number {
  const found = valueAt(answer, path);
  expectThat(Number.isInteger(found) && Number(found) >= 0, wrong(answer, path, found, 'a whole number from 0'));
  return Number(found);
}

/** Milliseconds since 1970 of an ISO 8601 UTC time. */
export function instantAt(answer: Answer, path: string): number {
  const found = valueAt(answer, path);
  const isInstant = typeof found === 'string' && INSTANT.test(found);
  expectThat(isInstant, wrong(answer, path, found, 'a time such as 2026-01-31T12:00:00Z'));
  return Date.parse(found);
}

export function listAt(answer: Answer, path: string): unknown[] {
  const found = valueAt(answer, path);
  expectThat(Array.isArray(found), wrong(answer, path, found, 'a list'));
  return found;
}

function wrong({ what }: Answer, path: string, found: unknown, wanted: string): string {
  const shown = JSON.stringify(found)?.slice(0, 200) ?? 'missing';
  return `${what}: ${path} is ${shown}, expected ${wanted}`;
}
