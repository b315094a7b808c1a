/** An event that can be kept on the device. */
export interface Keepable {
  _id: string;
  _json: string;
  /** When it was tracked. */
  _atMs: number;
  /** It was given to IndexedDB to write. */
  _isWritten?: boolean | undefined;
  /** IndexedDB has confirmed it. */
  _isConfirmed?: boolean | undefined;
  /** It stands in localStorage. */
  _isSpilled?: boolean;
}

/** In IndexedDB, under the event's id. Arrays, because names of ours differ from build to build. */
export type SavedRecord = [json: string, atMs: number, owner: string];

/** In localStorage. */
export type SpilledRecord = [id: string, json: string, atMs: number];
