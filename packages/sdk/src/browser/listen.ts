import { guard } from './guard.ts';

/** Anything that can be listened to. */
type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/**
 * Listens for `types` until the returned function is called. Always in the capture phase, and at the window instead of
 * the document, because pages stop propagation. Errors of the listener stay silent.
 */
export function listen<E extends Event>(target: Target, types: string, handle: (event: E) => unknown): () => void {
  const guarded = guard(handle) as EventListener;
  const names = types.split(' ');
  const place = target === globalThis.document ? window : target;
  for (const name of names) place.addEventListener(name, guarded, true);
  return () => {
    for (const name of names) place.removeEventListener(name, guarded, true);
  };
}
