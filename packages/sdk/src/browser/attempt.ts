/** The result of `read`; undefined if it throws: on some pages a value of the browser is missing, or something else. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
