/** A few values by their keys, in the order of adding. Not a `Map`, whose name a page may have taken for its own. */
export interface Table<Key, Value> {
  _get(key: Key): Value | undefined;
  _set(key: Key, value: Value): void;
  _delete(key: Key): void;
  /** As they are now: later changes make another list. */
  _rows(): [key: Key, value: Value][];
}

export function createTable<Key, Value>(): Table<Key, Value> {
  let rows: [Key, Value][] = [];
  const others = (key: Key): [Key, Value][] => rows.filter(([one]) => one !== key);
  return {
    _get: (key) => rows.filter(([one]) => one === key)[0]?.[1],
    _set(key, value) {
      rows = [...others(key), [key, value]];
    },
    _delete(key) {
      rows = others(key);
    },
    _rows: () => rows,
  };
}
