import type { Outcome, TrackedEvent } from '../events.ts';

/** What the queue needs of transport. */
export interface Transport {
  _send(events: TrackedEvent[], isLeaving: boolean | undefined, failures: number): Promise<Outcome>;
  /** How many bytes can still be sent so that they outlive the page. */
  _availableBytes(): number;
  /** Leaves events with the browser, which sends them when the page is gone; the returned function takes them back. */
  _leave: ((events: TrackedEvent[]) => () => void) | undefined;
}
