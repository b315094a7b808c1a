import { ANALYTICS_ROUTES, type GoalsData } from '@onevault/contract';
import type { QuestionEndpoint } from '../questionEndpoint.ts';

export const goalsQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.goals,
  summary: 'The conversions of every goal',
  description: 'Counts from one population, so a rate is of its visitors.',
  reply: 'GoalsReplySchema',
  isShareable: true,
  needsSaved: true,
  query: [],
  read: (_query, _request, _params, saved) => ({ kind: 'goals', goals: saved.goals() }),
  columns: ['goal', 'visitors', 'sessions', 'conversions', 'conversion_rate', 'currency', 'revenue'],
  // A row for each currency, and one for a goal without revenue.
  toRows: (data) =>
    (data as GoalsData).flatMap(({ revenue, ...goal }): object[] =>
      revenue.length === 0 ? [goal] : revenue.map(({ currency, amount }) => ({ ...goal, currency, revenue: amount })),
    ),
};
