import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';
import { isId } from './isId.ts';

/** The visitor's id: one per browser and customer, as long as the browser keeps its storage. */
export function createVisitor(store: Store, key: string): () => string {
  return () => {
    // Read each time: on a first visit another tab may have stored another id meanwhile.
    let id = store._get(key);
    if (!isId(id, 'visitor')) {
      id = `visitor_${createUuid()}`;
      store._set(key, id);
    }
    return id;
  };
}
