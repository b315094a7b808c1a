import { LATELY_MS, type PipelineTotals } from '../engine/port.ts';

/** One reason why the server is degraded. Its text holds only numbers: `/health/detailed` is public. */
export interface HealthProblem {
  rule: HealthRule;
  /** Events, or customers. */
  count: number;
  message: string;
  /** Of `set_aside`: the most frequent reasons. */
  reasons?: PipelineTotals['lately']['reasons'];
}

export type HealthRule = (typeof HEALTH_RULES)[number];

export const HEALTH_RULES = ['set_aside', 'events_wait', 'customers_away'] as const;

/** A failing event now and then is that event's fault; more is a fault of the server or the database. */
const MAX_SET_ASIDE_SHARE = 0.05;
/** The engines do not count further, so the share is unknown: so many failures are a problem whatever it is. */
const MANY_SET_ASIDE = 1_000;
/** An event is due in the business layer within a second. A worker that restarts or waits for a lock needs longer. */
const MAX_WAIT_MS = 30_000;

/** What is wrong with the pipeline; empty if it is healthy. docs/operations.md, "Health", has the rules. */
export function judgeHealth(totals: PipelineTotals): HealthProblem[] {
  const { lately, waitedMs, customersAway, rawPending, stagingPending } = totals;
  const problems: HealthProblem[] = [];
  if (lately.setAside > lately.accepted * MAX_SET_ASIDE_SHARE || lately.setAside >= MANY_SET_ASIDE) {
    const howMany =
      lately.setAside >= MANY_SET_ASIDE
        ? `${MANY_SET_ASIDE} or more events`
        : `${lately.setAside} of ${lately.accepted} events`;
    problems.push({
      rule: 'set_aside',
      count: lately.setAside,
      message: `${howMany} that arrived in the last ${LATELY_MS / 60_000} minutes are set aside: their processing failed`,
      reasons: lately.reasons,
    });
  }
  if (waitedMs !== null && waitedMs > MAX_WAIT_MS) {
    problems.push({
      rule: 'events_wait',
      count: rawPending + stagingPending,
      message: `The oldest waiting event has waited for ${Math.floor(waitedMs / 1_000)} s: no worker runs, it fails, or it cannot keep up`,
    });
  }
  if (customersAway > 0) {
    problems.push({
      rule: 'customers_away',
      count: customersAway,
      message: `${customersAway} customers could not be counted: a machine of the database is away`,
    });
  }
  return problems;
}
