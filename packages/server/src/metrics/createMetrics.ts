import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Engine } from '../engine/port.ts';
import { HEALTH_RULES, judgeHealth } from '../health/judgeHealth.ts';
import type { GroupCommit } from '../ingest/groupCommit.ts';
import type { ServiceObserver } from '../service/observer.ts';
import type { OutboxObserver } from '../worker/outboxObserver.ts';
import { addOutboxMetrics } from './addOutboxMetrics.ts';

export interface Metrics {
  /** For `createService`. */
  observe: ServiceObserver;
  /** For every answer. The route is a pattern, so that no id becomes a label. */
  onAnswer(answer: { method: string; route: string; status: number; seconds: number }): void;
  /** For `startWorker`. */
  onRun(run: { events: number; seconds: number; failed: boolean }): void;
  /** For `startBackground`. */
  observeOutbox: OutboxObserver;
  /** Reads the queue on every scrape. */
  watchQueue(queued: GroupCommit['queued']): void;
  /** Renders Prometheus' text format. */
  render(): Promise<{ contentType: string; text: string }>;
}

// From a commit on a fast disk to an overloaded database.
const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const GROUP_EVENTS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
// Totals come from the database: at most one query in this time, however many scrapers there are.
const TOTALS_MAX_AGE_MS = 5_000;
const RULE_PATTERN = /^[a-z][a-z0-9_]{0,63}$/;

/** Prometheus metrics in a separate registry. No label names a customer, an event or an address. */
export function createMetrics(engine: Engine): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const accepted = new Counter({
    name: 'onevault_events_accepted_total',
    help: 'Events that were stored and are new',
    registers,
  });
  const duplicates = new Counter({
    name: 'onevault_events_duplicate_total',
    help: 'Repeated events, already stored before',
    registers,
  });
  const rejected = new Counter({
    name: 'onevault_events_rejected_total',
    help: 'Events that were refused, or stored and found invalid, by rule',
    labelNames: ['rule'],
    registers,
  });
  const setAside = new Counter({
    name: 'onevault_events_set_aside_total',
    help: 'Events that were stored and could not be processed before the answer, by rule',
    labelNames: ['rule'],
    registers,
  });
  const groupEvents = new Histogram({
    name: 'onevault_commit_group_events',
    help: 'Events that one commit stored',
    buckets: GROUP_EVENTS,
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'onevault_commit_seconds',
    help: 'How long a commit took',
    buckets: COMMIT_SECONDS,
    registers,
  });
  const commitFailures = new Counter({
    name: 'onevault_commit_failures_total',
    help: 'Commits that failed and stored nothing',
    registers,
  });
  const runEvents = new Counter({
    name: 'onevault_worker_events_total',
    help: 'Events that the background worker of this process took through the pipeline',
    registers,
  });
  const runSeconds = new Histogram({
    name: 'onevault_worker_run_seconds',
    help: 'How long a run of the background worker took',
    buckets: COMMIT_SECONDS,
    registers,
  });
  const runFailures = new Counter({
    name: 'onevault_worker_failures_total',
    help: 'Runs of the background worker that failed and will be retried',
    registers,
  });
  const httpSeconds = new Histogram({
    name: 'onevault_http_request_duration_seconds',
    help: 'How long requests took, by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [...COMMIT_SECONDS, 10, 30],
    registers,
  });
  addDatabaseGauges(registry, engine);
  const observeOutbox = addOutboxMetrics(registry, engine.operations?.alerts);

  return {
    observe: {
      onStored(stored) {
        for (const { duplicate, status, reason } of stored) {
          if (duplicate) {
            duplicates.inc();
            continue;
          }
          accepted.inc();
          if (status === 'rejected') rejected.inc({ rule: toLabel(reason?.rule) });
          if (status === 'set_aside') setAside.inc({ rule: toLabel(reason?.rule) });
        }
      },
      onRefused: (rule) => rejected.inc({ rule: toLabel(rule) }),
      onGroup({ events, seconds, failed }) {
        if (failed) commitFailures.inc();
        else groupEvents.observe(events);
        commitSeconds.observe(seconds);
      },
    },

    onAnswer: ({ method, route, status, seconds }) => httpSeconds.observe({ method, route, status }, seconds),

    onRun({ events, seconds, failed }) {
      if (failed) runFailures.inc();
      runEvents.inc(events);
      runSeconds.observe(seconds);
    },

    observeOutbox,

    watchQueue(queued) {
      new Gauge({
        name: 'onevault_queue_events',
        help: 'Events that wait to be stored',
        registers,
        collect() {
          this.set(queued().events);
        },
      });
      new Gauge({
        name: 'onevault_queue_bytes',
        help: 'Bytes of requests that wait to be stored',
        registers,
        collect() {
          this.set(queued().bytes);
        },
      });
    },

    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function addDatabaseGauges(registry: Registry, engine: Engine): void {
  let askedMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> = Promise.resolve();

  // All gauges share one query and wait for it.
  const refresh = (): Promise<void> => {
    if (performance.now() - askedMs >= TOTALS_MAX_AGE_MS) {
      askedMs = performance.now();
      asking = ask();
    }
    return asking;
  };
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry], collect: refresh });

  const isUp = gauge('onevault_database_up', '1 if the database answered the last query');
  const lag = gauge(
    'onevault_pipeline_lag_seconds',
    'How long the oldest event of a layer has waited since it arrived, by the layer it waits in',
    ['layer'],
  );
  const pending = gauge('onevault_pipeline_pending_events', 'Events on their way, by the layer they wait in', [
    'layer',
  ]);

  const setAside = gauge('onevault_pipeline_set_aside_events', 'Events that are set aside now');
  const customersAway = gauge(
    'onevault_customers_away',
    'Customers that could not be counted because a machine of the database is away',
  );
  const degraded = gauge('onevault_health_degraded', '1 if a rule of /health/detailed says degraded, by rule', [
    'rule',
  ]);

  async function ask(): Promise<void> {
    try {
      const totals = await engine.totals();
      const { rawPending, stagingPending, oldestRawAt, oldestStagingAt } = totals;
      setAside.set(totals.setAside);
      customersAway.set(totals.customersAway);
      const problems = judgeHealth(totals);
      for (const rule of HEALTH_RULES)
        degraded.set({ rule }, problems.some((problem) => problem.rule === rule) ? 1 : 0);
      pending.set({ layer: 'raw' }, rawPending);
      pending.set({ layer: 'staging' }, stagingPending);
      lag.set({ layer: 'raw' }, secondsSince(oldestRawAt));
      lag.set({ layer: 'staging' }, secondsSince(oldestStagingAt));
      isUp.set(1);
    } catch {
      isUp.set(0);
    }
  }
}

/** 0 when nothing waits. */
function secondsSince(at: string | null): number {
  return at === null ? 0 : Math.max(0, Date.now() - Date.parse(at)) / 1000;
}

/** Only known rules become labels; any other text becomes `other`, so that no client can create labels. */
function toLabel(rule: string | undefined): string {
  return rule !== undefined && RULE_PATTERN.test(rule) ? rule : 'other';
}
