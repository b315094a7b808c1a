import { attempt } from './attempt.ts';

/**
 * Wraps a function so that its errors stay silent: elements of hostile pages have getters that throw, and the page's
 * own handlers must run whatever happens here.
 */
export function guard<T extends unknown[]>(run: (...args: T) => unknown): (...args: T) => void {
  // Neither the page nor the visitor could fix them.
  return (...args) => void attempt(() => run(...args));
}
