import { guard } from './guard.ts';

/** Anything that can be listened to. */
type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/**
 * Listens for `types` until the returned function is called. Always in the capture phase, because pages stop
 * propagation. Errors of the listener stay silent.
 */
export function listen<E extends Event>(target: Target, types: string, handle: (event: E) => unknown): () => void {
  const guarded = guard(handle) as EventListener;
  const names = types.split(' ');
  for (const name of names) target.addEventListener(name, guarded, true);
  return () => {
    for (const name of names) target.removeEventListener(name, guarded, true);
  };
}
