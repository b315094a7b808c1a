import { listen } from './listen.ts';
import { SafePromise } from './SafePromise.ts';

/** Runs `work` in one transaction; resolves when the browser has confirmed it. */
export type Transact = (work: (store: IDBObjectStore) => void, mayCommit?: boolean) => Promise<unknown>;

/** The only store of a database. */
const STORE = 'events';

/** Opens the database; rejects where storage is missing or forbidden (private mode, sandboxed frame, file://). */
export function openDatabase(name: string): Promise<Transact> {
  return new SafePromise((resolve, reject) => {
    const request = globalThis.indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onerror = reject;
    request.onsuccess = () => {
      const database = request.result;
      // Lets another version of this script, or the page, delete or upgrade it.
      database.onversionchange = () => database.close();
      resolve(
        (work, mayCommit) =>
          new SafePromise((done, fail) => {
            const transaction = database.transaction(STORE, 'readwrite');
            transaction.oncomplete = done;
            transaction.onabort = fail;
            if (globalThis.navigator?.vendor?.[0] === 'A') endWithPage(transaction);
            work(transaction.objectStore(STORE));
            // Does not wait for the requests' answers: a closing page is gone before they come.
            if (mayCommit) transaction.commit?.();
          }),
      );
    };
  });
}

/**
 * WebKit (its vendor is Apple, on every system; workers have no vendor) freezes a page with its transactions, which
 * then never end: while the page is in the back/forward cache no other page can use the store. Their data is in
 * localStorage by then.
 */
function endWithPage(transaction: IDBTransaction): void {
  const stop = listen(globalThis, 'pagehide', () => {
    stop();
    // Not an error of the database: a page that returns continues with it.
    transaction.onabort = null;
    transaction.abort();
  });
  listen(transaction, 'complete abort', stop);
}
