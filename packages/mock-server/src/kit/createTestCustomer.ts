import type { Engine, StagedEvent } from '@onevault/server/internal/engine/port';
import type { Changes } from '@onevault/server/internal/service/changes';
import type { ServiceContext } from '@onevault/server/internal/service/context';
import { settle } from '@onevault/server/internal/service/settle';
import type { Faults } from '../faults/createFaults.ts';
import type { ActiveFault, Fault } from '../faults/fault.ts';
import { byTime } from './byTime.ts';
import { checkFields } from './checkFields.ts';
import { findDifferences } from './compare/findDifferences.ts';
import { isWanted, type Wanted, type Where } from './compare/isWanted.ts';
import type { FunnelStep } from './countFunnel.ts';
import type { Ledger } from './countLedger.ts';
import type { Books } from './keepBooks.ts';
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

export interface CustomerKeys {
  customerId: string;
  token: string;
  writeToken: string;
}

/** What all customers of one server share. */
export interface CustomerBench {
  engine: Engine;
  /** Once the server has started. */
  context: Promise<ServiceContext>;
  changes: Changes;
  books: Books;
  faults: Faults;
  apiBaseUrl: string;
}

const MAX_EVENTS = 10_000;
const DEFAULT_TIMEOUT_MS = 5_000;
// What another process does to a shared database is not heard, so there it is looked again.
const SHARED_LOOK_MS = 250;
const FILTER_FIELDS = ['event_type', 'session_id', 'stage', 'where', 'limit'];
const STAGES = ['business', 'set_aside', 'rejected', 'staging', 'raw', 'any'];
// What explains and counts; most tests pass, and in a page's own mock bytes count.
const closer = () => import('./lookCloser.ts');
// A test with fake timers still wants to know when its time is over.
const nowMs = performance.now.bind(performance);

export function createTestCustomer(
  bench: CustomerBench,
  { customerId, token, writeToken }: CustomerKeys,
): TestCustomer {
  const { engine, changes, books, faults } = bench;

  const stored = async (filter: EventFilter = {}): Promise<StagedEvent[]> => {
    const { event_type: eventType, session_id: sessionId, stage = 'business', where, limit = MAX_EVENTS } = filter;
    const rows = await engine.stagedEvents(customerId, {
      limit: MAX_EVENTS,
      ...(eventType !== undefined && { eventType }),
      ...(sessionId !== undefined && { sessionId }),
    });
    return rows
      .filter((event) => (stage === 'any' || event.stage === stage) && fits(event, where))
      .sort(byTime)
      .slice(-limit);
  };

  const customer: TestCustomer = {
    customerId,
    token,
    writeToken,
    trackerOptions: { apiBaseUrl: bench.apiBaseUrl, customerId, apiToken: writeToken },

    async settled({ timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const context = await bench.context;
      // What is being stored just now was sent before this call too.
      await context.commit.drain();
      const { pending } = await settle(context, customerId, { timeoutMs });
      if (pending === 0) return;
      throw new Error(await (await closer()).explainUnsettled(engine, customerId, { pending, timeoutMs }));
    },

    async events(filter = {}) {
      checkFields('filter the events', filter, FILTER_FIELDS);
      if (filter.stage !== undefined && !STAGES.includes(filter.stage)) {
        throw new Error(
          `Failed to filter the events: there is no stage ${JSON.stringify(filter.stage)}. Please use one of ${STAGES.join(', ')}.`,
        );
      }
      return stored(filter);
    },

    async rejected() {
      const refused = books.refusedOf(customerId);
      if (refused.length === 0 && (await engine.counts(customerId)).rejected === 0) return [];
      return (await closer()).listRejected(engine, customerId, refused);
    },

    async waitFor(wanted) {
      checkFields('wait for events', wanted, ['event_type', 'count', 'where', 'timeoutMs']);
      if (typeof wanted.event_type !== 'string') {
        throw new Error('Failed to wait for events: event_type is missing. Please name the type of the events.');
      }
      const { count = 1, timeoutMs = DEFAULT_TIMEOUT_MS } = wanted;
      await bench.context;
      const endMs = nowMs() + timeoutMs;
      for (;;) {
        const seen = changes.count(customerId);
        const found = (await stored({ event_type: wanted.event_type })).filter((event) => isWanted(event, wanted));
        if (found.length >= count) return found;
        const leftMs = endMs - nowMs();
        if (leftMs <= 0)
          throw new Error(
            await (await closer()).explainMissing(customer, { ...wanted, count, timeoutMs }, found.length),
          );
        const maxMs = engine.kind === 'postgres' ? Math.min(leftMs, SHARED_LOOK_MS) : leftMs;
        await changes.next(customerId, seen, maxMs);
      }
    },

    funnel: async (steps) => (await closer()).countFunnel(await stored(), steps),

    async ledger(sentIds) {
      const { rejected } = await engine.counts(customerId);
      return (await closer()).countLedger(books.arrivalsOf(customerId), rejected, sentIds);
    },

    faults: {
      add: (fault: Fault) => faults.add({ ...fault, customer_id: customerId }),
      list: () => faults.list().filter(isOwn),
      remove(id) {
        for (const fault of faults.list().filter(isOwn))
          if (id === undefined || fault.id === id) faults.remove(fault.id);
      },
    },

    leftovers: async () => (await closer()).listLeftovers(engine, customerId, customer.faults.list()),

    reset: () => engine.reset(customerId),
  };

  function isOwn(fault: ActiveFault): boolean {
    return fault.customer_id === customerId;
  }

  return customer;
}

function fits(event: StagedEvent, where: Where | undefined): boolean {
  if (where === undefined) return true;
  return typeof where === 'function' ? where(event) : findDifferences(where, event.event_data).length === 0;
}
