import { SafePromise } from './SafePromise.ts';

/** Runs `work` in one transaction; true when the browser has confirmed it. Never rejects. */
export type Transact = (work: (store: IDBObjectStore) => void, mayCommit?: boolean) => Promise<boolean>;

/** The only store of a database. */
const STORE = 'events';

/** Opens the database, or answers undefined where storage is missing or forbidden (private mode, sandboxed frame, file://). */
export function openDatabase(name: string): Promise<Transact | undefined> {
  return new SafePromise((resolve) => {
    try {
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onerror = () => resolve(undefined);
      request.onsuccess = () => {
        const database = request.result;
        // Lets another version of this script, or the page, delete or upgrade it.
        database.onversionchange = () => database.close();
        resolve(
          (work, mayCommit) =>
            new SafePromise((done) => {
              try {
                const transaction = database.transaction(STORE, 'readwrite');
                transaction.oncomplete = () => done(true);
                transaction.onabort = () => done(false);
                work(transaction.objectStore(STORE));
                // Without waiting for the requests' answers: a closing page is gone before they come.
                if (mayCommit) transaction.commit?.();
              } catch {
                done(false);
              }
            }),
        );
      };
    } catch {
      resolve(undefined);
    }
  });
}
