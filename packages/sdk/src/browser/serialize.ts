/** Where old libraries and pages put a `toJSON`, which turns every array or object into a text. */
const PATCHED: { toJSON?: unknown }[] = [Array.prototype, Object.prototype];

type Replace = (key: string, value: unknown) => unknown;

/** `JSON.stringify` without such a `toJSON`, and with dates as the standard writes them. */
export function serialize(value: unknown, replace: Replace = (_key, one) => one): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, written) {
    return replace(key, toPlain(this[key], written));
  });
}

/** The value to write: `written` is what `toJSON` made of it, if it has one. */
function toPlain(value: unknown, written: unknown): unknown {
  // Objects and functions have it; most values are neither.
  if (!value || (typeof value !== 'object' && typeof value !== 'function')) return written;
  if (Object.prototype.toString.call(value) === '[object Date]') {
    const date = value as Date;
    return Number.isNaN(+date) ? null : date.toISOString();
  }
  const { toJSON } = value as { toJSON?: unknown };
  return toJSON && PATCHED.some((one) => one.toJSON === toJSON) ? value : written;
}
