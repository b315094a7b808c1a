import {
  type InternalRuleReply,
  type InternalRulesReply,
  SAVED_ROUTES,
  type SavedDeletedReply,
  type SavedSettingsReply,
} from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { isUuid } from '../readPlace.ts';
import { requireOperations } from '../requireOperations.ts';
import { readInternalRule } from '../saved/readInternalRule.ts';
import { readPrivateProperties } from '../saved/readPrivateProperties.ts';
import { nameTaken, tooManySaved, unknownSaved } from '../saved/savedRefusals.ts';
import { SAVED_TAG } from '../saved/savedTag.ts';

/** Rules for internal traffic, and what share keys may not ask about. */
export function savedRuleEndpoints({ engine }: ServiceContext): Endpoint[] {
  const saved = () => requireOperations(engine, 'Analytics').saved;
  const answerSettings = async (customerId: string) =>
    ok({
      status: 'success',
      settings: { private_properties: await saved().privateProperties(customerId) },
      timestamp: timestamp(),
    } satisfies SavedSettingsReply);
  return [
    {
      method: 'GET',
      path: SAVED_ROUTES.internalRules,
      access: 'secret',
      doc: {
        tag: SAVED_TAG,
        summary: 'The rules for internal traffic, by name',
        reply: ['InternalRulesReplySchema'],
        errors: [501],
      },
      async handle(_call, { customerId }) {
        const rules = await saved().findInternalRules(customerId);
        return ok({ status: 'success', rules, timestamp: timestamp() } satisfies InternalRulesReply);
      },
    },
    {
      method: 'POST',
      path: SAVED_ROUTES.internalRules,
      access: 'secret',
      body: 'event',
      doc: {
        tag: SAVED_TAG,
        summary:
          'Makes a rule: all events of a visitor or session, or with a property, are internal, also earlier ones',
        description:
          'Needs a `name`, and a `visitor`, a `session`, or a `property` with its `value`. The id is not kept, only its hash. At most 100, 10 of them by property.',
        request: ['InternalRuleBodySchema'],
        reply: ['InternalRuleReplySchema'],
        errors: [409, 501],
      },
      async handle({ body }, { customerId }, by) {
        const operations = saved();
        const asked = readInternalRule(body, crypto.randomUUID());
        const result = await operations.addInternalRule(customerId, asked, by);
        if (result === 'too_many') throw tooManySaved('100 rules for internal traffic, 10 of them by property');
        if (result === 'name_taken') throw nameTaken('rule');
        const rule = (await operations.findInternalRules(customerId)).find(({ rule_id }) => rule_id === asked.ruleId);
        // Deleted in this moment.
        if (!rule) throw unknownSaved('rule');
        return ok({ status: 'success', rule, timestamp: timestamp() } satisfies InternalRuleReply);
      },
    },
    {
      method: 'DELETE',
      path: SAVED_ROUTES.internalRule,
      access: 'secret',
      doc: {
        tag: SAVED_TAG,
        summary: 'Deletes a rule for internal traffic: its events count again',
        reply: ['SavedDeletedReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { rule_id = '' } }, { customerId }, by) {
        const operations = saved();
        if (!isUuid(rule_id) || !(await operations.deleteInternalRule(customerId, rule_id, by))) {
          throw unknownSaved('rule');
        }
        return ok({ status: 'success', timestamp: timestamp() } satisfies SavedDeletedReply);
      },
    },
    {
      method: 'GET',
      path: SAVED_ROUTES.settings,
      access: 'secret',
      doc: {
        tag: SAVED_TAG,
        summary: 'The properties that share keys may not ask about',
        description: '`*` is every property, and the default.',
        reply: ['SavedSettingsReplySchema'],
        errors: [501],
      },
      handle: (_call, { customerId }) => answerSettings(customerId),
    },
    {
      method: 'POST',
      path: SAVED_ROUTES.settings,
      access: 'secret',
      body: 'event',
      doc: {
        tag: SAVED_TAG,
        summary: 'Sets the properties that share keys may not ask about',
        request: ['SavedSettingsBodySchema'],
        reply: ['SavedSettingsReplySchema'],
        errors: [501],
      },
      async handle({ body }, { customerId }, by) {
        const operations = saved();
        await operations.setPrivateProperties(customerId, readPrivateProperties(body), by);
        return answerSettings(customerId);
      },
    },
  ];
}
