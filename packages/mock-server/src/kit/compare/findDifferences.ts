import { isAsymmetric } from './isAsymmetric.ts';

export interface Difference {
  /** The path inside `event_data`: `value` or `items.0.price`. */
  path: string;
  expected: unknown;
  actual: unknown;
}

/** Where `actual` differs from `expected`. An object may have more properties than expected, an array no more items. */
export function findDifferences(expected: unknown, actual: unknown, path: string[] = []): Difference[] {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual) ? [] : [toDifference(path, expected, actual)];
  if (!isContainer(expected)) return Object.is(expected, actual) ? [] : [toDifference(path, expected, actual)];
  const isSameKind = isContainer(actual) && Array.isArray(actual) === Array.isArray(expected);
  if (!isSameKind) return [toDifference(path, expected, actual)];
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) {
    return [toDifference(path, expected, actual)];
  }
  const found = actual as Record<string, unknown>;
  return Object.entries(expected).flatMap(([key, value]) => findDifferences(value, found[key], [...path, key]));
}

function toDifference(path: string[], expected: unknown, actual: unknown): Difference {
  return { path: path.join('.'), expected, actual };
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
