/** Makes a value when it is first needed. A format of `Intl` takes milliseconds, and the first paint needs none. */
export function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
