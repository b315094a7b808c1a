/** The queue as others see it: what it needs, and what it does. `createQueue.ts` is how. */
import type { Store } from '../browser/createStore.ts';
import type { Outcome, TrackedEvent, TrackResult } from '../events.ts';
import type { DeliveryStats, Ledger } from './createLedger.ts';

/** What the queue needs of transport. */
export interface Transport {
  _send(events: TrackedEvent[], isLeaving: boolean | undefined, fails: number): Promise<Outcome>;
  _room(): number;
  /** Leaves events with the browser, which sends them when the page is gone; the returned function takes them back. */
  _later?: ((events: TrackedEvent[]) => () => void) | undefined;
}

export interface QueueOptions {
  _transport: Transport;
  _ledger: Ledger;
  _store: Store;
  /** Of everything that is stored. */
  _name: string;
  /** Store nothing. */
  _isMemory?: boolean;
  /** Gather events before sending. */
  _isPatient: boolean | undefined;
}

export interface Queue {
  /** Takes an event and answers it once it is delivered, dropped or sure to come later. */
  _add(event: TrackedEvent, answer: (result: TrackResult) => void): void;
  _stats(): DeliveryStats;
  /** Sends everything now; answers when nothing is left, nothing can be sent, or the time is over. */
  _flush(timeoutMs: number): Promise<DeliveryStats>;
  /** Sends nothing and says why, until it is called with nothing to say. */
  _halt(why: string): void;
  /** Drops everything, and what is stored. */
  _erase(): void;
  _stop(): void;
}
