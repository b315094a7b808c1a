/**
 * The same function, which does nothing where it would throw: elements of hostile pages have getters that throw, and
 * the page's event must go its way whatever happens here.
 */
export function guard<T extends unknown[]>(run: (...args: T) => unknown): (...args: T) => void {
  return (...args) => {
    try {
      run(...args);
    } catch {
      // Nobody could do anything about it.
    }
  };
}
