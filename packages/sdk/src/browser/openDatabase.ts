import { SafePromise } from './SafePromise.ts';

/** One object store in IndexedDB. */
export interface Database {
  /** Runs `work` in one transaction; true when the browser has confirmed it. Never rejects. */
  _write(work: (store: IDBObjectStore) => void, commit?: boolean): Promise<boolean>;
}

/** The only store; the name is short because every message to the browser process carries it. */
const STORE = 'e';

/** Opens the database, or answers undefined where storage is missing or forbidden (private mode, sandboxed frame, file://). */
export function openDatabase(name: string): Promise<Database | undefined> {
  return new SafePromise((resolve) => {
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onerror = () => resolve(undefined);
      request.onsuccess = () => {
        const database = request.result;
        // Lets another version of this script, or the page, delete or upgrade it.
        database.onversionchange = () => database.close();
        resolve({
          _write: (work, commit) =>
            new SafePromise((done) => {
              try {
                const transaction = database.transaction(STORE, 'readwrite');
                transaction.oncomplete = () => done(true);
                transaction.onerror = transaction.onabort = () => done(false);
                work(transaction.objectStore(STORE));
                // Without waiting for the requests' answers: a closing page is gone before they come.
                if (commit) transaction.commit?.();
              } catch {
                done(false);
              }
            }),
        });
      };
    } catch {
      resolve(undefined);
    }
  });
}
