import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';

/** The visitor's id: one a browser and customer, for as long as the browser keeps its storage. */
export function createVisitor(store: Store, key: string): () => string {
  return () => {
    // Read each time: another tab of a first visit may have settled on another id in the meantime.
    let id = store._get(key);
    if (!id) {
      id = `visitor_${createUuid()}`;
      store._set(key, id);
    }
    return id;
  };
}
