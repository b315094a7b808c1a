import type { Outcome, TrackedEvent } from '../events.ts';

/** The part of transport that the queue uses. */
export interface Transport {
  _send(events: TrackedEvent[], isLeaving: boolean | undefined, failures: number): Promise<Outcome>;
  /** How many more bytes can be sent in requests that outlive the page. */
  _availableBytes(): number;
  /** Leaves events with the browser, which sends them when the page is gone; the returned function cancels that. */
  _leave: ((events: TrackedEvent[]) => () => void) | undefined;
}
