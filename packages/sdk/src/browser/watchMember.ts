import { guard } from './guard.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Calls `onCall` before the page calls a method of the browser, or sets a property, until the returned function puts it
 * back. What another script has put over it stays, and this one then only forwards.
 *
 * @example watchMember(Element.prototype, 'animate', (element) => …)
 */
export function watchMember<T>(owner: object, name: string, onCall: (self: T, args: unknown[]) => unknown): () => void {
  const original = Reflect.getOwnPropertyDescriptor(owner, name) || {};
  const kind = original.set ? 'set' : 'value';
  const inner: Method | undefined = original[kind];
  let tell = guard(onCall);
  const patch: Method = function (...args) {
    tell(this as T, args);
    return inner?.apply(this, args);
  };
  // Throws on an object that the page has frozen.
  const put = guard((is: unknown, now: PropertyDescriptor) => {
    if (inner && Reflect.getOwnPropertyDescriptor(owner, name)?.[kind] === is) Reflect.defineProperty(owner, name, now);
  });
  put(inner, { ...original, [kind]: patch });
  return () => {
    tell = () => {};
    put(patch, original);
  };
}
