import type { Environment } from '@onevault/contract';
import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { Faults } from '../faults/createFaults.ts';
import type { Wanted, Where } from './compare/isWanted.ts';
import type { FunnelStep } from './countFunnel.ts';
import type { Ledger } from './countLedger.ts';
import type { RejectedRow } from './listRejected.ts';

/** Less than the 5 s that vitest and jest give a test: their own time-out says nothing of what arrived. */
export const DEFAULT_TIMEOUT_MS = 4_000;

/** A customer of a mock server, with everything that a test can ask about it. */
export interface TestCustomer {
  readonly customerId: string;
  /** A full key. */
  readonly token: string;
  /** A write key: only posts events, for pages. */
  readonly writeToken: string;
  /** The options with which `new OneVaultTracker(…)` sends to this customer; `environment` if the key is for one. */
  readonly trackerOptions: { apiBaseUrl: string; customerId: string; apiToken: string; environment?: Environment };
  /** Resolves when every event accepted so far is in the business layer, set aside or rejected. Default 4,000 ms. */
  settled(options?: { timeoutMs?: number }): Promise<void>;
  /** Events in the business layer, in the order they happened. */
  events(filter?: EventFilter): Promise<StagedEvent[]>;
  /** Events that did not reach it, and why. */
  rejected(): Promise<RejectedRow[]>;
  /** Resolves with the matching events once there are `count` of them; on a time-out the error lists the nearest. */
  waitFor(wanted: WaitFor): Promise<StagedEvent[]>;
  /** How many sessions reached each step. */
  funnel(steps: readonly FunnelStep[]): Promise<number[]>;
  /** @param sentIds Ids of events seen leaving a client: the only way to notice the loss of a page's last events. */
  ledger(sentIds?: Iterable<string>): Promise<Ledger>;
  /** Faults for this customer's requests only. */
  readonly faults: Faults;
  /** What the test left behind: pending events, and faults that no request met. One sentence each. */
  leftovers(): Promise<string[]>;
  /** Deletes the events; the keys stay. */
  reset(): Promise<void>;
}

export interface EventFilter {
  event_type?: string;
  session_id?: string;
  /** Default `business`. */
  stage?: StagedEvent['stage'] | 'any';
  /** Properties that `event_data` must have (more are allowed), or a predicate. */
  where?: Where;
  /** How many, newest first. Default 10,000. */
  limit?: number;
}

export interface WaitFor extends Wanted {
  /** Default 1. */
  count?: number;
  /** Default 4,000: less than the 5 s of vitest and jest, whose own time-out would not say what arrived. */
  timeoutMs?: number;
}
