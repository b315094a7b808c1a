/**
 * The parts that make a server a mock server: faults, clock, request journal, waits. Nothing here needs Node, so HTTP,
 * `fetch` and MSW in a browser share it.
 */

import { type Engine, EngineUnavailable } from '@onevault/server/internal/engine/port';
import type { ServiceContext } from '@onevault/server/internal/service/context';
import type { Endpoint } from '@onevault/server/internal/service/endpoint';
import type { GivenKey } from '@onevault/server/internal/service/keys';
import type { ServiceHooks } from '@onevault/server/internal/service/serviceHooks';
import type { Worker } from '@onevault/server/internal/worker/startWorker';
import type { Unavailable } from '../faults/checkFault.ts';
import { createFaults, type FaultRegistry, type Faults } from '../faults/createFaults.ts';
import { createMemoryEngine } from '../memory/createMemoryEngine.ts';
import type { CoverageReport } from '../plan/coverageReport.ts';
import type { TrackingPlan } from '../plan/definePlan.ts';
import { createRequestJournal } from './createRequestJournal.ts';
import { type CustomerKeys, createTestCustomer } from './createTestCustomer.ts';
import { createVirtualClock, type KitClock, type VirtualClock } from './createVirtualClock.ts';
import { describeUnmet } from './diagnostics.ts';
import type { MockEndpointsOptions } from './mockEndpoints.ts';
import { randomName } from './randomName.ts';
import type { TestCustomer } from './testCustomer.ts';
import { watchEngine } from './watchEngine.ts';

export interface MockKitOptions {
  /** Default: a new one in memory. */
  engine?: Engine | undefined;
  /** The tracking plan; the server refuses events that break it. Default: none. */
  plan?: TrackingPlan | undefined;
  /** Adds the fault `crash` to a given engine. */
  crashes?: ((engine: Engine, faults: FaultRegistry) => Engine) | undefined;
  /** The controls under `/mock/`. Default: none, since a mock inside a page does not need them. */
  endpoints?: ((options: MockEndpointsOptions) => Endpoint[]) | undefined;
  /** Faults that this adapter does not support, with the reason. */
  unavailable?: Unavailable | undefined;
}

/** Parts to build a server with, and methods of the mock server. */
export interface MockKit {
  engine: Engine;
  hooks: ServiceHooks;
  faults: FaultRegistry;
  /** Connects the kit to the started server and returns the test's controls. */
  attach(server: {
    apiBaseUrl: string;
    keys: readonly GivenKey[];
    worker: Pick<Worker, 'wake' | 'settle'>;
  }): MockControls;
}

/** The controls of a mock server: its first customer, and what concerns all customers. */
export interface MockControls extends TestCustomer {
  /** Creates a customer with its own keys. It sees no event of other customers. */
  createCustomer(customerId?: string): Promise<TestCustomer>;
  /** For all customers. */
  readonly faults: Faults;
  readonly clock: VirtualClock;
  /** The coverage of the tracking plan so far, by all customers, including before a reset. Throws without a plan. */
  coverage(): CoverageReport;
}

export const DEMO_KEY: GivenKey = { customerId: 'demo', token: 'ovt_demo', scope: 'full', isLocal: true };

export function createMockKit(options: MockKitOptions = {}): MockKit {
  const { plan } = options;
  const isOwnMemory = options.engine === undefined;
  const faults = createFaults(options.unavailable);
  const journal = createRequestJournal();
  const coverage = plan?.startCoverage();
  let started: (context: ServiceContext) => void = () => {};
  const context = new Promise<ServiceContext>((resolve) => {
    started = resolve;
  });
  let worker: Pick<Worker, 'wake' | 'settle'> | undefined;

  const clock: KitClock = createVirtualClock({
    moves: isOwnMemory ? 'everything' : 'sessions_and_retention',
    nextDueMs: () => memory?.nextRetryMs() ?? null,
    async catchUp(now) {
      for (const customerId of await engine.customersWithWork()) worker?.wake(customerId);
      await worker?.settle();
      // A database uses its own clock, so maintenance must be told the time.
      for (const customerId of (await context).keys.givenCustomers()) await maintainAll(engine, customerId, now);
    },
  });
  const memory = isOwnMemory
    ? createMemoryEngine({
        now: clock.nowMs,
        onLoad(event, customerId) {
          const decided = faults.decideLoad(event, customerId);
          if (decided === 'crash') throw new EngineUnavailable('a fault crashed the pipeline');
          if (decided === 'set_aside') throw new Error('a fault made it fail');
        },
      })
    : undefined;
  const given = options.engine && (options.crashes?.(options.engine, faults) ?? options.engine);
  const { engine, changes } = watchEngine((given ?? memory) as Engine, {
    onStored(customerId, events, stored) {
      journal.noteStored(customerId, events, stored);
      events.forEach(({ payload }, i) => {
        if (stored[i]?.duplicate === false) coverage?.note(payload);
      });
    },
    onReset: journal.forget,
  });

  const report = (): CoverageReport => {
    if (coverage) return coverage.report();
    throw new Error('Failed to report coverage: there is no tracking plan. Please start the server with { plan }.');
  };

  const customers = new Map<string, TestCustomer>();
  const shared = { engine, context, changes, journal, faults, apiBaseUrl: '' };
  const customerOf = (keys: CustomerKeys): TestCustomer => {
    const known = customers.get(keys.customerId);
    const customer = known ?? createTestCustomer(shared, keys);
    customers.set(keys.customerId, customer);
    return customer;
  };
  const createCustomer = async (customerId = `test-${randomName()}`): Promise<TestCustomer> => {
    const keys = { customerId, token: `ovt_${randomName()}`, writeToken: `ovw_${randomName()}` };
    await (await context).keys.give([
      { customerId, token: keys.token, scope: 'full' },
      { customerId, token: keys.writeToken, scope: 'write' },
    ]);
    customers.delete(customerId);
    return customerOf(keys);
  };

  return {
    engine,
    faults,
    hooks: {
      changes,
      hasControls: options.endpoints !== undefined,
      endpoints(serviceContext) {
        started(serviceContext);
        const findCustomer = (customerId: string) =>
          customers.get(customerId) ?? createTestCustomer(shared, { customerId, token: '', writeToken: '' });
        const given = { context: serviceContext, faults, clock, createCustomer, findCustomer, report };
        return options.endpoints?.(given) ?? [];
      },
      ...(plan && { checkEvent: (payload) => plan.check(payload) }),
      onRefused(refused) {
        journal.noteRefused(refused);
        coverage?.noteRefused(refused);
        changes.note(refused.customerId);
      },
    },

    attach(server) {
      worker = server.worker;
      shared.apiBaseUrl = server.apiBaseUrl;
      const [first = DEMO_KEY] = server.keys;
      const own = server.keys.filter(({ customerId }) => customerId === first.customerId);
      const page = own.find(({ scope }) => scope === 'write') ?? first;
      const main = customerOf({
        customerId: first.customerId,
        token: own.find(({ scope }) => scope === 'full')?.token ?? first.token,
        writeToken: page.token,
        environment: page.environment,
      });
      const known = () => [...customers.values()];
      return {
        ...main,
        createCustomer,
        faults: { add: faults.add, list: faults.list, remove: faults.remove },
        clock,
        coverage: report,
        async settled(settleOptions) {
          await Promise.all(known().map((customer) => customer.settled(settleOptions)));
        },
        async leftovers() {
          const found = await Promise.all(known().map((customer) => customer.leftovers()));
          const shared = faults.list().filter((fault) => !customers.has(fault.customer_id ?? ''));
          return [...found.flat(), ...shared.flatMap(describeUnmet)];
        },
        async reset() {
          for (const customerId of (await context).keys.givenCustomers()) await engine.reset(customerId);
        },
      };
    },
  };
}

/** Closes sessions and deletes old events, if the engine can. One call does a bounded amount of work. */
async function maintainAll({ operations }: Engine, customerId: string, now: Date): Promise<void> {
  while (operations) {
    const done = await operations.maintain(customerId, { now: now.toISOString() });
    if (done.sessionsClosed + done.eventsForgotten + done.idsForgotten === 0) return;
  }
}
