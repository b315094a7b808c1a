import type {
  AlertAttempt,
  AlertDelivery,
  AlertDestination,
  AlertFiring,
  AlertKind,
  AlertRule,
} from '@onevault/contract';

/**
 * Alerts of a customer: docs/alerts.md. Every call except `customersWithWork` and `totals` is for one customer. Calls with `by` write
 * an entry to the audit trail in the same transaction. `now` (ISO 8601) is for tests.
 */
export interface Alerts {
  /** Customers with rules, reports or deliveries that are due. */
  customersWithWork(): Promise<string[]>;
  /** Of all customers together, for the metrics. */
  totals(): Promise<AlertTotals>;
  /**
   * Evaluates the due rules, and records each firing that begins or resolves exactly once, with its deliveries, however
   * many workers call it at the same time. Resolves with these changes. A rule about a goal is evaluated only with its
   * count.
   */
  evaluate(customerId: string, options?: { now?: string; goals?: GoalCounts }): Promise<AlertChange[]>;
  /** The due rules about goals. */
  findDueGoals(customerId: string, options?: { now?: string }): Promise<DueGoal[]>;
  /** Claims at most `limit` due deliveries for one attempt each. A claim that is not recorded ends after two minutes. */
  claimDeliveries(customerId: string, limit: number, options?: { now?: string }): Promise<ClaimedDelivery[]>;
  /** Records the outcome of an attempt, and when the next one is due. */
  recordAttempt(
    customerId: string,
    delivery: Pick<ClaimedDelivery, 'deliveryId' | 'attempt'>,
    outcome: AttemptOutcome,
    entry: Omit<AlertAttempt, 'at'>,
    options?: { now?: string },
  ): Promise<void>;

  /** Oldest first; with an id only that one. */
  findRules(customerId: string, ruleId?: string): Promise<AlertRule[]>;
  addRule(
    customerId: string,
    rule: NewAlertRule,
    by?: string,
  ): Promise<'added' | 'too_many' | 'unknown_destination' | 'unknown_zone'>;
  /** Other settings, or turning it off, end the rule's open firing. */
  changeRule(
    customerId: string,
    rule: Omit<NewAlertRule, 'kind'>,
    by?: string,
  ): Promise<'changed' | 'unknown_rule' | 'unknown_destination' | 'unknown_zone'>;
  /** Ends its open firing; false if there is no such rule. */
  deleteRule(customerId: string, ruleId: string, by?: string): Promise<boolean>;

  /** Newest first. */
  findFirings(customerId: string, query: PageQuery & { isOpen?: boolean }): Promise<AlertFiring[]>;
  /** Resolves with the firing; null if there is none with this id. */
  acknowledge(customerId: string, firingId: string, by?: string): Promise<AlertFiring | null>;

  findDestinations(customerId: string): Promise<AlertDestination[]>;
  addDestination(customerId: string, destination: NewAlertDestination, by?: string): Promise<'added' | 'too_many'>;
  deleteDestination(
    customerId: string,
    destinationId: string,
    by?: string,
  ): Promise<'deleted' | 'unknown_destination' | 'in_use'>;
  /** Queues a test delivery and resolves with its id; null if there is no such destination, or it is disabled. */
  addTestDelivery(customerId: string, destinationId: string): Promise<string | null>;
  /** Newest first. */
  findDeliveries(customerId: string, query: PageQuery): Promise<AlertDelivery[]>;
}

/** A due rule about a goal: how often it was reached in the last minutes is to be counted. */
export interface DueGoal {
  rule_id: string;
  goal_id: string;
  minutes: number;
}

/**
 * Counts of goals, by the id of the rule. `goal`: its name; null: it is deleted. `conversions` null: it could not be
 * counted now, and the rule keeps its state.
 */
export type GoalCounts = Record<string, { goal: string | null; conversions: number | null }>;

/** Counts what the due rules about goals need. */
export type CountGoals = (customerId: string, options?: { now?: string }) => Promise<GoalCounts>;

export interface AlertTotals {
  /** Open firings that nobody looks after. */
  firing: number;
  /** Open firings that somebody looks after. */
  acknowledged: number;
  /** Deliveries that wait for their first or their next attempt. */
  waiting: number;
  /** When the oldest of these was queued. */
  waitingSince: string | null;
}

export interface AlertChange {
  rule_id: string;
  firing_id: string;
  state: 'firing' | 'resolved';
}

/** `retry` is tried again, at most 10 times; `gone` also disables the destination. */
export type AttemptOutcome = 'delivered' | 'retry' | 'failed' | 'gone';

export interface ClaimedDelivery {
  deliveryId: string;
  destinationId: string;
  kind: AlertDestination['kind'];
  address: string;
  /** Of a webhook. */
  secret: string | null;
  event: AlertDelivery['event'];
  /** JSON, the same for every attempt. */
  body: string;
  /** From 1. */
  attempt: number;
}

export interface NewAlertRule {
  ruleId: string;
  name: string;
  kind: AlertKind;
  /** Complete. */
  settings: AlertRule['settings'];
  /** Null: all. */
  destinationIds: string[] | null;
  isEnabled: boolean;
}

export interface NewAlertDestination {
  destinationId: string;
  kind: AlertDestination['kind'];
  address: string;
  secret: string | null;
  label: string | null;
  /** What the audit trail shows of the address. */
  host: string;
}

export interface PageQuery {
  limit: number;
  /** Only older ones than this. */
  before?: { at: string; id: string };
}
