import { isAsymmetric } from './isAsymmetric.ts';

export interface Difference {
  /** `value` or `items.0.price`, from the properties on. */
  path: string;
  expected: unknown;
  actual: unknown;
}

/** Where `actual` is not as `expected` says. An object may have more than is expected; an array not. */
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
