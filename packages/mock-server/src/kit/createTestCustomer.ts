import type { Environment } from '@onevault/contract';
import type { Engine, StagedEvent } from '@onevault/server/internal/engine/port';
import type { Changes } from '@onevault/server/internal/service/changes';
import type { ServiceContext } from '@onevault/server/internal/service/context';
import { settle } from '@onevault/server/internal/service/settle';
import type { Faults } from '../faults/createFaults.ts';
import type { ActiveFault, Fault } from '../faults/fault.ts';
import { byTime } from './byTime.ts';
import { checkFields } from './checkFields.ts';
import { hasProperties, isWanted } from './compare/isWanted.ts';
import { countFunnel } from './countFunnel.ts';
import { countLedger } from './countLedger.ts';
import type { RequestJournal } from './createRequestJournal.ts';
import { explainMissing, explainUnsettled, listLeftovers } from './diagnostics.ts';
import { listRejected } from './listRejected.ts';
import { DEFAULT_TIMEOUT_MS, type EventFilter, type TestCustomer } from './testCustomer.ts';

export interface CustomerKeys {
  customerId: string;
  token: string;
  writeToken: string;
  /** Of the key for pages. */
  environment?: Environment | undefined;
}

/** Shared by all customers of one server. */
export interface CustomerContext {
  engine: Engine;
  /** Once the server has started. */
  context: Promise<ServiceContext>;
  changes: Changes;
  journal: RequestJournal;
  faults: Faults;
  apiBaseUrl: string;
}

const MAX_EVENTS = 10_000;
// Changes by other processes to a shared database give no signal, so waits poll there.
const SHARED_LOOK_MS = 250;
const FILTER_FIELDS = ['event_type', 'session_id', 'stage', 'where', 'limit'];
const STAGES = ['business', 'set_aside', 'rejected', 'staging', 'raw', 'any'];
// The real clock, taken at import: a wait must end in a test with fake timers too.
const nowMs = performance.now.bind(performance);

export function createTestCustomer(
  shared: CustomerContext,
  { customerId, token, writeToken, environment }: CustomerKeys,
): TestCustomer {
  const { engine, changes, journal, faults } = shared;

  const stored = async (filter: EventFilter = {}): Promise<StagedEvent[]> => {
    const { event_type: eventType, session_id: sessionId, stage = 'business', where, limit = MAX_EVENTS } = filter;
    const rows = await engine.stagedEvents(customerId, {
      limit: MAX_EVENTS,
      ...(eventType !== undefined && { eventType }),
      ...(sessionId !== undefined && { sessionId }),
    });
    return rows
      .filter((event) => (stage === 'any' || event.stage === stage) && hasProperties(event, where))
      .sort(byTime)
      .slice(-limit);
  };

  const customer: TestCustomer = {
    customerId,
    token,
    writeToken,
    trackerOptions: {
      apiBaseUrl: shared.apiBaseUrl,
      customerId,
      apiToken: writeToken,
      ...(environment && { environment }),
    },

    async settled(options = {}) {
      checkFields('settle', options, ['timeoutMs']);
      const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
      const context = await shared.context;
      // Events that are being stored now were sent before this call.
      await context.commit.drain();
      const { pending } = await settle(context, customerId, { timeoutMs });
      if (pending === 0) return;
      throw new Error(await explainUnsettled(engine, customerId, { pending, timeoutMs }));
    },

    async events(filter = {}) {
      checkFields('filter the events', filter, FILTER_FIELDS);
      if (filter.stage !== undefined) checkFields('filter by stage', { [filter.stage]: '' }, STAGES);
      return stored(filter);
    },

    async rejected() {
      const refused = journal.refusedOf(customerId);
      if (refused.length === 0 && (await engine.counts(customerId)).rejected === 0) return [];
      return listRejected(engine, customerId, refused);
    },

    async waitFor(wanted) {
      checkFields('wait for events', wanted, ['event_type', 'count', 'where', 'timeoutMs']);
      if (typeof wanted.event_type !== 'string') {
        throw new Error('Failed to wait for events: event_type is missing. Please name the type of the events.');
      }
      const { count = 1, timeoutMs = DEFAULT_TIMEOUT_MS } = wanted;
      await shared.context;
      const endMs = nowMs() + timeoutMs;
      for (;;) {
        const seen = changes.count(customerId);
        const found = (await stored({ event_type: wanted.event_type })).filter((event) => isWanted(event, wanted));
        if (found.length >= count) return found;
        const leftMs = endMs - nowMs();
        if (leftMs <= 0) throw new Error(await explainMissing(customer, { ...wanted, count, timeoutMs }, found.length));
        const maxMs = engine.kind === 'postgres' ? Math.min(leftMs, SHARED_LOOK_MS) : leftMs;
        await changes.next(customerId, seen, maxMs);
      }
    },

    funnel: async (steps) => countFunnel(await stored(), steps),

    async ledger(sentIds) {
      const { rejected } = await engine.counts(customerId);
      return countLedger(journal.arrivalsOf(customerId), rejected, sentIds);
    },

    faults: {
      add: (fault: Fault) => faults.add({ ...fault, customer_id: customerId }),
      list: () => faults.list().filter(isOwn),
      remove(id) {
        for (const fault of faults.list().filter(isOwn))
          if (id === undefined || fault.id === id) faults.remove(fault.id);
      },
    },

    leftovers: async () => listLeftovers(engine, customerId, customer.faults.list()),

    reset: () => engine.reset(customerId),
  };

  function isOwn(fault: ActiveFault): boolean {
    return fault.customer_id === customerId;
  }

  return customer;
}
