import type { Reason } from '@onevault/contract';
import type { RawEvent } from '../engine/port.ts';
import type { Changes } from './changes.ts';

/** What a host adds to what is done with events. */
export interface EventHooks {
  /** Ends a wait as soon as something changes. */
  changes: Changes;
  /** What a well-formed event breaks all the same, such as a tracking plan: the event is then refused. */
  checkEvent(payload: RawEvent['payload']): Reason[];
  /** Called with every event that is refused and therefore not stored. */
  onRefused(refused: RefusedEvent): void;
}

export interface RefusedEvent {
  customerId: string;
  /** As it was sent. */
  event: unknown;
  reasons: Reason[];
}
