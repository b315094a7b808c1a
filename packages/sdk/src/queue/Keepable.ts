/** An event that can be stored on the device. */
export interface Keepable {
  _id: string;
  _json: string;
  /** When it was tracked. */
  _atMs: number;
  /** IndexedDB has been asked to write it. */
  _isWritten?: boolean | undefined;
  /** IndexedDB has confirmed it. */
  _isConfirmed?: boolean | undefined;
  /** It is in localStorage. */
  _isSpilled?: boolean;
}

/** A record in IndexedDB, under the event's id. An array, because our property names differ between builds. */
export type SavedRecord = [json: string, atMs: number, owner: string];

/** A record in localStorage. */
export type SpilledRecord = [id: string, json: string, atMs: number];
