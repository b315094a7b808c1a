import type { Reason } from '@onevault/contract';
import type { RawEvent } from '../engine/port.ts';
import type { Changes } from './changes.ts';

/** Hooks of a host into the handling of events. */
export interface EventHooks {
  /** Test controls under `/mock/` are open: `/api/v1/platform/info` then lists `mock_controls`. */
  hasControls?: boolean;
  /** Lets a wait end as soon as something changes. */
  changes: Changes;
  /** How a well-formed event breaks the tracking plan, which is why it is refused; empty: it fits. Missing: no plan. */
  checkEvent?(payload: RawEvent['payload']): Reason[];
  /** Called for every refused event. It is not stored. */
  onRefused(refused: RefusedEvent): void;
}

export interface RefusedEvent {
  customerId: string;
  /** As it was sent. */
  event: unknown;
  reasons: Reason[];
}
