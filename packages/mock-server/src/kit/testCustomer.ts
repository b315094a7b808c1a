import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { Faults } from '../faults/createFaults.ts';
import type { Wanted, Where } from './compare/isWanted.ts';
import type { FunnelStep } from './countFunnel.ts';
import type { Ledger } from './countLedger.ts';
import type { RejectedRow } from './listRejected.ts';

/** A customer of a mock server and everything that a test asks of it. */
export interface TestCustomer {
  readonly customerId: string;
  /** Opens everything. */
  readonly token: string;
  /** Can only post events: the one for a page. */
  readonly writeToken: string;
  /** What `new OneVaultTracker(…)` takes to send to this customer. */
  readonly trackerOptions: { apiBaseUrl: string; customerId: string; apiToken: string };
  /** Resolves when everything that the server has taken so far is in the business layer, set aside or rejected. */
  settled(options?: { timeoutMs?: number }): Promise<void>;
  /** What reached the business layer, in the order it happened. */
  events(filter?: EventFilter): Promise<StagedEvent[]>;
  /** What did not, and why. */
  rejected(): Promise<RejectedRow[]>;
  /** Resolves with the events that fit as soon as there are enough of them; rejects with what came instead. */
  waitFor(wanted: WaitFor): Promise<StagedEvent[]>;
  /** How many sessions came as far as each step. */
  funnel(steps: readonly FunnelStep[]): Promise<number[]>;
  /** @param sentIds Ids of events that were seen leaving a client: the only way to know of a page's last ones. */
  ledger(sentIds?: Iterable<string>): Promise<Ledger>;
  /** Faults that only this customer's requests meet. */
  readonly faults: Faults;
  /** What a test should not leave behind: events on their way, and faults that nothing met. A sentence each. */
  leftovers(): Promise<string[]>;
  /** Forgets the events; the keys stay. */
  reset(): Promise<void>;
}

export interface EventFilter {
  event_type?: string;
  session_id?: string;
  /** Default `business`. */
  stage?: StagedEvent['stage'] | 'any';
  /** Properties that `event_data` has at least, or what has to be true of the event. */
  where?: Where;
  /** The newest so many. Default 10,000. */
  limit?: number;
}

export interface WaitFor extends Wanted {
  /** Default 1. */
  count?: number;
  /** Default 5,000. */
  timeoutMs?: number;
}
