/** Anything that events can be heard on. */
type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/**
 * Listens for `types` until the returned function is called. Always in the capture phase, because pages stop
 * propagation. A listener that fails stays silent:
 * elements of hostile pages have getters that throw.
 */
export function listen<E extends Event>(target: Target, types: string, handle: (event: E) => void): () => void {
  const guarded = (event: Event): void => {
    try {
      handle(event as E);
    } catch {
      // The page's event must go its way whatever happens here.
    }
  };
  const names = types.split(' ');
  for (const name of names) target.addEventListener(name, guarded, true);
  return () => {
    for (const name of names) target.removeEventListener(name, guarded, true);
  };
}
