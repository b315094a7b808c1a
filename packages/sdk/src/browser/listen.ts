import { attempt } from './attempt.ts';
import { guard } from './guard.ts';

/** Anything that can be listened to. */
type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** The event at which listeners begin, and those of them that would have heard it. */
let first: Event | undefined;
let late: EventListener[] = [];

/**
 * Listens for `types` until the returned function is called. Always in the capture phase, and at the window instead of
 * the document, because pages stop propagation. Errors of the listener stay silent.
 */
export function listen<E extends Event>(target: Target, types: string, handle: (event: E) => unknown): () => void {
  const guarded = guard(handle) as EventListener;
  const names = types.split(' ');
  const place = target === globalThis.document ? window : target;
  for (const name of names) place.addEventListener(name, guarded, true);
  if (first && names.includes(first.type)) late = [...late, guarded];
  return () => {
    for (const name of names) place.removeEventListener(name, guarded, true);
  };
}

/**
 * Begins listeners while an event is dispatched: they hear it too, as soon as all have begun, which the browser does not do
 * for new ones.
 */
export function beginAt(event: Event | undefined, begin: () => void): void {
  first = event;
  attempt(begin);
  first = undefined;
  const heard = late;
  late = [];
  for (const hear of heard) hear(event as Event);
}
