/**
 * A property as the browser made it, whatever hides it: `<img name="currentScript">` hides the document's own, and a
 * field of that name the one of its form. The prototype still has it.
 */
export function readNative<Value>(owner: object, name: string): Value {
  return Reflect.get(Object.getPrototypeOf(owner), name, owner);
}
