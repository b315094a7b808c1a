import { Counter, Gauge, type Registry } from 'prom-client';
import type { Alerts } from '../engine/port.ts';
import type { OutboxObserver } from '../worker/outboxObserver.ts';

// At most one query in this time, however many scrapers there are.
const MAX_AGE_MS = 5_000;

/** Metrics of alerts and reports: what this process did, and what the database has now, of all customers together. */
export function addOutboxMetrics(registry: Registry, alerts: Alerts | undefined): OutboxObserver {
  const registers = [registry];
  const changes = new Counter({
    name: 'onevault_alert_changes_total',
    help: 'Firings that this process began or resolved, by state',
    labelNames: ['state'],
    registers,
  });
  const attempts = new Counter({
    name: 'onevault_outbox_attempts_total',
    help: 'Attempts of this process to deliver an alert or a report, by kind of destination and outcome',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  if (alerts) addGauges(registry, alerts);
  return {
    onFiring: (state) => changes.inc({ state }),
    onAttempt: (kind, outcome) => attempts.inc({ kind, outcome }),
  };
}

function addGauges(registry: Registry, alerts: Alerts): void {
  let askedMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => {
    if (performance.now() - askedMs >= MAX_AGE_MS) {
      askedMs = performance.now();
      asking = ask();
    }
    return asking;
  };
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry], collect: refresh });
  const firings = gauge('onevault_alert_firings', 'Firings that are open now, by state', ['state']);
  const waiting = gauge('onevault_outbox_deliveries', 'Alerts and reports that wait for their first or next attempt');
  const age = gauge('onevault_outbox_age_seconds', 'How long the oldest alert or report has waited to be delivered');

  async function ask(): Promise<void> {
    try {
      const totals = await alerts.totals();
      firings.set({ state: 'firing' }, totals.firing);
      firings.set({ state: 'acknowledged' }, totals.acknowledged);
      waiting.set(totals.waiting);
      age.set(totals.waitingSince === null ? 0 : Math.max(0, Date.now() - Date.parse(totals.waitingSince)) / 1000);
    } catch {
      // `onevault_database_up` says that the database is away; the last values stay.
    }
  }
}
