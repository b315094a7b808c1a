import type { EventPlace, EventQuery } from './reads.ts';

/** Reading all events of a customer, oldest first, in portions. No transaction stays open between two calls. */
export interface Exports {
  /**
   * The end of an export that begins now: every event that arrives before it is in the database, or never will be. Waits
   * for open transactions that may still store earlier ones. With `isProcessed` also no event before it waits for the
   * pipeline, as filters need that look at staged columns.
   *
   * @throws NotSettled if a transaction stays open for longer than any store takes.
   */
  exportBound(customerId: string, options: ExportBoundOptions): Promise<string>;
  /** The next portion: a bounded number of events, in the order of arrival and id, and where to go on. */
  exportEvents(customerId: string, query: ExportQuery): Promise<ExportPortion>;
}

export interface ExportBoundOptions {
  isProcessed: boolean;
  signal?: AbortSignal;
}

export interface ExportQuery extends Omit<EventQuery, 'limit' | 'before' | 'from' | 'to'> {
  /** Only events after this place; without an id, those that arrived at this time or later. */
  after: ExportPlace | null;
  /** Only events that arrived before: at most the `exportBound`. */
  until: string;
  /** How many events one portion looks at. Default 1,000. */
  limit?: number;
}

export interface ExportPlace extends Omit<EventPlace, 'eventId'> {
  eventId: string | null;
}

export interface ExportPortion {
  events: ExportedEvent[];
  /** Null at the end. */
  next: EventPlace | null;
}

/** JSON is text: numbers beyond 2^53 would be rounded on the way. */
export interface ExportedEvent extends EventPlace {
  eventType: string;
  pageUrl: string;
  stage: 'raw' | 'staging' | 'business' | 'set_aside' | 'rejected';
  /** JSON or null: why it is set aside or rejected. */
  reason: string | null;
  userAgent: string | null;
  /** JSON or null: the staged columns that have a value. */
  staged: string | null;
  /** JSON, as received. */
  eventData: string;
}

/** A transaction has been open for so long that no end of an export can be told. */
export class NotSettled extends Error {
  override name = 'NotSettled';
}
