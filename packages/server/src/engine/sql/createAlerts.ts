import type { AlertDelivery, AlertDestination, AlertFiring, AlertRule } from '@onevault/contract';
import type { AlertChange, Alerts, AlertTotals, ClaimedDelivery, DueGoal } from '../alerts.ts';
import type { Row } from './connection.ts';
import { DEFAULT_ACTOR, type Statements } from './createStatements.ts';

/** Implements `Alerts` with SQL: each call is one statement. */
export function createAlerts({ rows, one }: Statements): Alerts {
  return {
    async customersWithWork() {
      const found = await rows('select customer_id from alerts.tenants_with_work() as customer_id');
      return found.map((row) => String(row.customer_id));
    },

    async totals() {
      const { totals } = await one('select alerts.totals() as totals');
      return totals as AlertTotals;
    },

    async evaluate(customerId, { now, goals = {} } = {}) {
      const { changes } = await one(
        'select alerts.evaluate(auth.enter_customer($1), $2::timestamptz, $3::jsonb) as changes',
        [customerId, now ?? null, JSON.stringify(goals)],
      );
      return changes as AlertChange[];
    },

    async findDueGoals(customerId, { now } = {}) {
      const { due } = await one('select alerts.find_due_goals(auth.enter_customer($1), $2::timestamptz) as due', [
        customerId,
        now ?? null,
      ]);
      return due as DueGoal[];
    },

    async claimDeliveries(customerId, limit, { now } = {}) {
      const found = await rows('select * from alerts.claim_deliveries(auth.enter_customer($1), $2, $3::timestamptz)', [
        customerId,
        limit,
        now ?? null,
      ]);
      return found.map(toClaimedDelivery);
    },

    async recordAttempt(customerId, { deliveryId, attempt }, outcome, entry, { now } = {}) {
      await rows(
        'select alerts.record_attempt(auth.enter_customer($1), $2::uuid, $3, $4, $5::jsonb, $6::timestamptz)',
        [customerId, deliveryId, attempt, outcome, JSON.stringify(entry), now ?? null],
      );
    },

    async findRules(customerId, ruleId) {
      const { rules } = await one('select alerts.find_rules(auth.enter_customer($1), $2::uuid) as rules', [
        customerId,
        ruleId ?? null,
      ]);
      return rules as AlertRule[];
    },

    async addRule(customerId, rule, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        'select alerts.add_rule(auth.enter_customer($1), $2::uuid, $3, $4, $5::jsonb, $6::uuid[], $7, $8) as problem',
        [
          customerId,
          rule.ruleId,
          rule.name,
          rule.kind,
          JSON.stringify(rule.settings),
          rule.destinationIds,
          rule.isEnabled,
          by,
        ],
      );
      return (problem as 'too_many' | 'unknown_destination' | 'unknown_zone' | null) ?? 'added';
    },

    async changeRule(customerId, rule, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        'select alerts.change_rule(auth.enter_customer($1), $2::uuid, $3, $4::jsonb, $5::uuid[], $6, $7) as problem',
        [customerId, rule.ruleId, rule.name, JSON.stringify(rule.settings), rule.destinationIds, rule.isEnabled, by],
      );
      return (problem as 'unknown_rule' | 'unknown_destination' | 'unknown_zone' | null) ?? 'changed';
    },

    async deleteRule(customerId, ruleId, by = DEFAULT_ACTOR) {
      const { found } = await one('select alerts.delete_rule(auth.enter_customer($1), $2::uuid, $3) as found', [
        customerId,
        ruleId,
        by,
      ]);
      return found === true;
    },

    async findFirings(customerId, { limit, before, isOpen = false }) {
      const { firings } = await one(
        'select alerts.find_firings(auth.enter_customer($1), $2, $3::timestamptz, $4::uuid, $5) as firings',
        [customerId, limit, before?.at ?? null, before?.id ?? null, isOpen],
      );
      return firings as AlertFiring[];
    },

    async acknowledge(customerId, firingId, by = DEFAULT_ACTOR) {
      const { firing } = await one('select alerts.acknowledge(auth.enter_customer($1), $2::uuid, $3) as firing', [
        customerId,
        firingId,
        by,
      ]);
      return firing as AlertFiring | null;
    },

    async findDestinations(customerId) {
      const { destinations } = await one('select alerts.find_destinations(auth.enter_customer($1)) as destinations', [
        customerId,
      ]);
      return destinations as AlertDestination[];
    },

    async addDestination(customerId, { destinationId, kind, address, secret, label, host }, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        'select alerts.add_destination(auth.enter_customer($1), $2::uuid, $3, $4, $5, $6, $7, $8) as problem',
        [customerId, destinationId, kind, address, secret, label, host, by],
      );
      return (problem as 'too_many' | null) ?? 'added';
    },

    async deleteDestination(customerId, destinationId, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        'select alerts.delete_destination(auth.enter_customer($1), $2::uuid, $3) as problem',
        [customerId, destinationId, by],
      );
      return (problem as 'unknown_destination' | 'in_use' | null) ?? 'deleted';
    },

    async addTestDelivery(customerId, destinationId) {
      const { id } = await one('select alerts.add_test_delivery(auth.enter_customer($1), $2::uuid)::text as id', [
        customerId,
        destinationId,
      ]);
      return id as string | null;
    },

    async findDeliveries(customerId, { limit, before }) {
      const { deliveries } = await one(
        'select alerts.find_deliveries(auth.enter_customer($1), $2, $3::timestamptz, $4::uuid) as deliveries',
        [customerId, limit, before?.at ?? null, before?.id ?? null],
      );
      return deliveries as AlertDelivery[];
    },
  };
}

function toClaimedDelivery(row: Row): ClaimedDelivery {
  return {
    deliveryId: String(row.delivery_id),
    destinationId: String(row.destination_id),
    kind: row.kind as AlertDestination['kind'],
    address: String(row.address),
    secret: row.secret as string | null,
    event: row.event as AlertDelivery['event'],
    body: String(row.body),
    attempt: Number(row.attempt),
  };
}
