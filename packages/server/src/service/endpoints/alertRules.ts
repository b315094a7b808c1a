import { ALERT_ROUTES, type AlertDeletedReply, type AlertRuleReply, type AlertRulesReply } from '@onevault/contract';
import { Refusal } from '../../ingest/refusal.ts';
import { ALERT_TAG } from '../alerts/alertTag.ts';
import { readAlertRule } from '../alerts/readAlertRule.ts';
import { requireAlerts } from '../alerts/requireAlerts.ts';
import { requireGoal } from '../alerts/requireGoal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { isUuid } from '../readPlace.ts';
import { refuseBody } from '../refuseBody.ts';
import { requireOperations } from '../requireOperations.ts';

/** Rules: list, create, change, delete. */
export function alertRuleEndpoints({ engine }: ServiceContext): Endpoint[] {
  const answer = async (customerId: string, ruleId: string) => {
    const [rule] = await requireAlerts(engine).findRules(customerId, ruleId);
    // Deleted in this moment.
    if (!rule) throw unknownRule();
    return ok({ status: 'success', rule, timestamp: timestamp() } satisfies AlertRuleReply);
  };
  return [
    {
      method: 'GET',
      path: ALERT_ROUTES.rules,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'The rules of the customer, with their states',
        description: 'A rule is evaluated about once a minute.',
        reply: ['AlertRulesReplySchema'],
        errors: [501],
      },
      async handle(_call, { customerId }) {
        const rules = await requireAlerts(engine).findRules(customerId);
        return ok({ status: 'success', rules, timestamp: timestamp() } satisfies AlertRulesReply);
      },
    },
    {
      method: 'POST',
      path: ALERT_ROUTES.rules,
      access: 'secret',
      body: 'event',
      doc: {
        tag: ALERT_TAG,
        summary: 'Makes a rule',
        description:
          'Needs a `name` and a `kind`; missing settings have defaults. Without `destinations` it tells all destinations of the customer. At most 100.',
        request: ['AlertRuleBodySchema'],
        reply: ['AlertRuleReplySchema'],
        errors: [409, 501],
      },
      async handle({ body }, { customerId }, by) {
        const alerts = requireAlerts(engine);
        const rule = readAlertRule(body, crypto.randomUUID());
        await requireGoal(requireOperations(engine, 'Alerting'), customerId, rule);
        const result = await alerts.addRule(customerId, rule, by);
        if (result === 'too_many') throw tooMany('A customer can have 100 rules');
        if (result === 'unknown_destination') throw unknownDestination();
        if (result === 'unknown_zone') throw unknownZone(['settings', 'timezone']);
        return answer(customerId, rule.ruleId);
      },
    },
    {
      method: 'POST',
      path: ALERT_ROUTES.rule,
      access: 'secret',
      body: 'event',
      doc: {
        tag: ALERT_TAG,
        summary: 'Changes a rule: what the body leaves out stays',
        description: 'Other settings, or `enabled: false`, end its open firing. The kind stays.',
        request: ['AlertRuleBodySchema'],
        reply: ['AlertRuleReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { rule_id = '' }, body }, { customerId }, by) {
        const alerts = requireAlerts(engine);
        const [before] = isUuid(rule_id) ? await alerts.findRules(customerId, rule_id) : [];
        if (!before) throw unknownRule();
        const rule = readAlertRule(body, rule_id, before);
        await requireGoal(requireOperations(engine, 'Alerting'), customerId, rule);
        const result = await alerts.changeRule(customerId, rule, by);
        if (result === 'unknown_rule') throw unknownRule();
        if (result === 'unknown_destination') throw unknownDestination();
        if (result === 'unknown_zone') throw unknownZone(['settings', 'timezone']);
        return answer(customerId, rule_id);
      },
    },
    {
      method: 'DELETE',
      path: ALERT_ROUTES.rule,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'Deletes a rule, and ends its open firing',
        description: 'Its firings stay in the list.',
        reply: ['AlertDeletedReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { rule_id = '' } }, { customerId }, by) {
        const alerts = requireAlerts(engine);
        if (!isUuid(rule_id) || !(await alerts.deleteRule(customerId, rule_id, by))) throw unknownRule();
        return ok({ status: 'success', timestamp: timestamp() } satisfies AlertDeletedReply);
      },
    },
  ];
}

function unknownRule(): Refusal {
  return new Refusal({ status: 404, code: 'UNKNOWN_RULE', message: 'The customer has no rule with this id' });
}

export function unknownDestination(): Refusal {
  return refuseBody(['destinations'], 'Input should be ids of destinations of this customer', 'value_error');
}

export function tooMany(message: string): Refusal {
  return new Refusal({ status: 409, code: 'TOO_MANY', message });
}

/** The time zone is known here, but not to the database. */
export function unknownZone(place: string[]): Refusal {
  return refuseBody(place, 'Input should be a time zone that the database knows, such as Europe/Berlin', 'value_error');
}
