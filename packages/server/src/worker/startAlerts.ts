import { createDeliver, type DeliveryOptions } from '../alerts/createDeliver.ts';
import type { ClaimedDelivery, CountGoals, GoalCounts, Operations } from '../engine/port.ts';
import { type Log, silentLog } from '../log.ts';
import { createReadReport } from '../reports/readReportNumbers.ts';
import type { OutboxObserver } from './outboxObserver.ts';

export interface AlertsOptions {
  operations: Pick<Operations, 'alerts' | 'reports' | 'analytics'>;
  /** Counts what rules about goals need. */
  countGoals: CountGoals;
  delivery?: DeliveryOptions;
  /** Observes firings and attempts, for metrics. */
  observe?: OutboxObserver;
  log?: Log;
  everyMs?: number;
}

export interface AlertsWorker {
  /**
   * Stops it. A webhook that is being sent is given up, and the outbox keeps it: its receiver knows a double. A mail server
   * may have taken an e-mail already, so its answer is awaited for some seconds. Resolves when running work has finished.
   */
  stop(): Promise<void>;
}

// A rule is due about once a minute; the first retry of a delivery after 10 s.
const EVERY_MS = 10_000;
/** As many as a customer may have destinations: a dead one does not delay the others. */
const DELIVERIES_AT_ONCE = 20;
/** Customers whose deliveries are sent at the same time. The others wait for the next ones. */
const MAX_ACTIVE = 8;
/** For the answer of a mail server when the process stops, which has ten seconds. */
const MAIL_GRACE_MS = 5_000;

/**
 * Evaluates due rules, queues due reports and sends due deliveries, in the background. Any number of servers and workers
 * may run it: the database gives each rule, report and delivery to one of them. Customers without any cost nothing.
 */
export function startAlerts({
  operations: { alerts, reports, analytics },
  countGoals,
  delivery = {},
  observe,
  log = silentLog,
  everyMs = EVERY_MS,
}: AlertsOptions): AlertsWorker {
  const deliver = createDeliver(delivery, createReadReport(analytics));
  const stopping = new AbortController();
  const stopped = new Promise<null>((resolve) => stopping.signal.addEventListener('abort', () => resolve(null)));
  const stoppedForMail = stopped.then(
    () => new Promise<null>((resolve) => setTimeout(resolve, MAIL_GRACE_MS, null).unref()),
  );
  const active = new Map<string, Promise<void>>();
  let hasFailed = false;
  let running: Promise<void> = Promise.resolve();
  let timer = later(run, everyMs);

  function run(): void {
    running = evaluateAll()
      .then(() => {
        hasFailed = false;
      })
      .catch(warn)
      .then(() => {
        if (!stopping.signal.aborted) timer = later(run, everyMs);
      });
  }

  async function evaluateAll(): Promise<void> {
    let failure: unknown;
    for (const customerId of await alerts.customersWithWork()) {
      if (stopping.signal.aborted) return;
      try {
        // Where they cannot be counted, the other rules are evaluated still.
        const goals = await countGoals(customerId).catch((error: unknown): GoalCounts => {
          failure ??= error;
          return {};
        });
        warnUncounted(goals);
        const changes = await alerts.evaluate(customerId, { goals });
        for (const { rule_id, state } of changes) {
          log.info(`[OneVault] Alert: rule ${rule_id} is ${state}`);
          observe?.onFiring(state);
        }
        for (const { report_id, until, recipients } of await reports.queueDue(customerId)) {
          log.info(`[OneVault] Report: ${report_id} until ${until} goes to ${recipients} addresses`);
        }
        // Not awaited: a receiver that does not answer must not delay the rules of others.
        if (!active.has(customerId) && active.size < MAX_ACTIVE) {
          active.set(
            customerId,
            sendDue(customerId)
              .catch(warn)
              .finally(() => active.delete(customerId)),
          );
        }
      } catch (error) {
        // A failure of one customer must not stop the others.
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  }

  async function sendDue(customerId: string): Promise<void> {
    const claimed = await alerts.claimDeliveries(customerId, DELIVERIES_AT_ONCE);
    await Promise.all(claimed.map((one) => send(customerId, one)));
  }

  async function send(customerId: string, claimed: ClaimedDelivery): Promise<void> {
    const attempted = await Promise.race([
      deliver(claimed, stopping.signal),
      claimed.kind === 'email' ? stoppedForMail : stopped,
    ]);
    // Cut off by us: its claim ends by itself, and another worker sends it.
    if (attempted === null || (stopping.signal.aborted && attempted.outcome === 'retry')) return;
    observe?.onAttempt(claimed.kind, attempted.outcome);
    await alerts.recordAttempt(customerId, claimed, attempted.outcome, attempted.entry);
  }

  function warnUncounted(goals: GoalCounts): void {
    for (const [ruleId, { goal, conversions }] of Object.entries(goals)) {
      if (goal === null || conversions !== null) continue;
      log.warn(`[OneVault] Failed to count the goal of rule ${ruleId}: it takes too long. Try fewer minutes.`);
    }
  }

  function warn(error: unknown): void {
    // Once per outage.
    if (!hasFailed) log.warn(`[OneVault] Failed to evaluate or send alerts and reports: ${String(error)}. Will retry.`);
    hasFailed = true;
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
      await Promise.all(active.values());
    },
  };
}

/** A timer that does not keep the process alive. */
function later(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer: { unref?: () => void } & ReturnType<typeof setTimeout> = setTimeout(run, ms);
  timer.unref?.();
  return timer;
}
