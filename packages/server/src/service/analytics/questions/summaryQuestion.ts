import { ANALYTICS_ROUTES, type SummaryData } from '@onevault/contract';
import type { QuestionEndpoint } from '../questionEndpoint.ts';

export const summaryQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.summary,
  summary: 'How many came, what they did, and the revenue',
  reply: 'SummaryReplySchema',
  isShareable: true,
  query: [],
  read: () => ({ kind: 'summary' }),
  columns: ['metric', 'currency', 'value'],
  toRows(data) {
    const { revenue, ...metrics } = data as SummaryData;
    return [
      ...Object.entries(metrics).map(([metric, value]) => ({ metric, value })),
      ...revenue.flatMap(({ currency, amount, orders }) => [
        { metric: 'revenue', currency, value: amount },
        { metric: 'orders', currency, value: orders },
      ]),
    ];
  },
};
