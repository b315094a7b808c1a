import { guard } from './guard.ts';

/** `ovInner` on a patch that is out of use: the function that it calls. A plain name: another version may read it. */
type Method = { (this: unknown, ...args: unknown[]): unknown; ovInner?: Method };

/**
 * Calls `onCall` when a call of a method has ended without an error, until the returned function puts the method back. A
 * patch that another script has put over it stays, and this one only forwards, until they put it back. Of a frozen
 * `owner` the `instance` gets the patch, if there is one.
 */
export function patchMethod<T>(
  owner: object,
  name: string,
  onCall: (self: T) => unknown,
  instance?: object,
): () => void {
  const methods = owner as Record<string, Method>;
  const inner = methods[name] as Method;
  let tell = guard(onCall);
  const patch: Method = function (...args) {
    const result = inner.apply(this, args);
    tell(this as T);
    return result;
  };
  if (!Reflect.set(owner, name, patch) && instance)
    Reflect.defineProperty(instance, name, { value: patch, writable: true, enumerable: true, configurable: true });
  return () => {
    tell = () => {};
    patch.ovInner = inner;
    let next = patch;
    while (methods[name] === patch && next.ovInner) next = next.ovInner;
    if (next !== patch) methods[name] = next;
  };
}
