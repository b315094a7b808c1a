import type { GoalsData } from '@onevault/contract';
import {
  type AnalyticsFilter,
  type CountGoals,
  type Definition,
  type DueGoal,
  type GoalCounts,
  type Operations,
  QueryTimedOut,
} from '../../engine/port.ts';
import { readFilters } from '../analytics/readFilter.ts';
import type { GoalParts } from '../saved/readDefinition.ts';

const MINUTE_MS = 60_000;

/**
 * Makes the function that counts the goals of due rules: with the question that the endpoint of goals asks, so that an
 * alert and the page say the same. One question for each length of window; a customer without such rules costs one small
 * read.
 */
export function createCountGoals({
  alerts,
  saved,
  analytics,
}: Pick<Operations, 'alerts' | 'saved' | 'analytics'>): CountGoals {
  const count = async (customerId: string, rules: CountedRule[], minutes: number, to: string): Promise<number[]> => {
    const from = new Date(Date.parse(to) - minutes * MINUTE_MS).toISOString();
    const { data } = await analytics(customerId, {
      population: { range: { from: { at: from }, to: { at: to } }, timezone: 'UTC', filters: [], include: [] },
      question: {
        kind: 'goals',
        goals: rules.map(({ goal, filters }) => ({ name: goal, filters, revenue: null })),
      },
    });
    return (data as GoalsData).map(({ conversions }) => conversions);
  };

  return async (customerId, { now } = {}) => {
    const due = await alerts.findDueGoals(customerId, { ...(now !== undefined && { now }) });
    if (due.length === 0) return {};
    const goals = await saved.findDefinitions(customerId, 'goal');
    const to = now ?? new Date().toISOString();
    const counts: GoalCounts = Object.fromEntries(
      due.map(({ rule_id }) => [rule_id, { goal: null, conversions: null }]),
    );
    for (const minutes of new Set(due.map((rule) => rule.minutes))) {
      const rules = due.filter((rule) => rule.minutes === minutes).flatMap((rule) => toCounted(rule, goals));
      if (rules.length === 0) continue;
      const counted = await count(customerId, rules, minutes, to).catch(noneIfTimedOut);
      for (const [n, { ruleId, goal }] of rules.entries()) {
        counts[ruleId] = { goal, conversions: counted[n] ?? null };
      }
    }
    return counts;
  };
}

interface CountedRule {
  ruleId: string;
  goal: string;
  filters: AnalyticsFilter[];
}

/** Nothing for a goal that was deleted in the moment in which the rule was made. */
function toCounted({ rule_id, goal_id }: DueGoal, goals: readonly Definition[]): CountedRule[] {
  const goal = goals.find(({ id }) => id === goal_id);
  if (!goal) return [];
  return [{ ruleId: rule_id, goal: goal.name, filters: readFilters((goal.body as GoalParts).filters, 'goal') }];
}

/** The rules keep their states, and those of other kinds are evaluated. */
function noneIfTimedOut(error: unknown): number[] {
  if (error instanceof QueryTimedOut) return [];
  throw error;
}
