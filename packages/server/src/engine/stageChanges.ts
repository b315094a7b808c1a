import type { StreamEvent } from '@onevault/contract';

/** Reads what happens to events, in an order in which nothing ever appears behind what was read: docs/decisions/0040. */
export interface StageChanges {
  /**
   * The next stage changes of a customer after a place, in the order of their places; without a place only a mark, and
   * the present place. A call reads a bounded number of rows, so it may return none and still have a `next`.
   *
   * @param marks Those of earlier calls: the latest that has become a border is the end of what is returned.
   */
  stageChanges(customerId: string, from: ChangesFrom): Promise<ChangePage>;
  /** Whether a place can be resumed from. `expired`: its changes may have been deleted. */
  checkPlace(place: string): 'valid' | 'malformed' | 'expired';
}

export interface ChangesFrom {
  /** Null: only make a mark. */
  after: string | null;
  marks: ChangeMark[];
  /** About how many. */
  limit: number;
}

export interface ChangePage {
  changes: StageChange[];
  /** Where the next call continues; null if nothing after `after` is certain yet. */
  next: string | null;
  mark: ChangeMark;
  /** The engine's clock was set back: `next` is before `after`, and changes may be repeated. */
  isSetBack?: boolean;
}

/** A time, and the transactions that may still add changes before it. It is a border once all of them have ended. */
export interface ChangeMark {
  at: string;
  open: string[];
}

export interface StageChange {
  /** A text of the engine's: compared as a text it gives the order. The same on every server of a database. */
  place: string;
  event: StreamEvent;
  /** The page's business key; null if it has none, or before it is known. */
  page: string | null;
}
