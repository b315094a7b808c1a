/** Prototype.js up to 1.7 and its successors put a `toJSON` here, which turns every array into a string. */
const patched = Array.prototype as { toJSON?: unknown };

/** `JSON.stringify` without such a `toJSON`. */
export function serialize(value: unknown, replace?: (key: string, value: unknown) => unknown): string {
  const { toJSON } = patched;
  delete patched.toJSON;
  try {
    return JSON.stringify(value, replace);
  } finally {
    if (toJSON) patched.toJSON = toJSON;
  }
}
