import { ANALYTICS_ROUTES, RETENTION_PERIODS, type RetentionData } from '@onevault/contract';
import { refuseQuery } from '../../readQuery.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { toDays } from '../readRange.ts';
import { readWord } from '../readRequest.ts';

/** The answer grows with the square. */
const MAX_PERIODS = 120;
const DAYS = { day: 1, week: 7, month: 28 };

export const retentionQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.retention,
  summary: 'How many visitors came again, by the period of their first visit',
  reply: 'RetentionReplySchema',
  isShareable: true,
  query: [
    {
      name: 'period',
      description: `A week begins on Monday. At most ${MAX_PERIODS} periods`,
      schema: { type: 'string', enum: RETENTION_PERIODS, default: 'week' },
    },
  ],
  read(query, { population: { range } }) {
    const period = query.has('period') ? readWord(query, 'period', RETENTION_PERIODS) : 'week';
    if (toDays(range) / DAYS[period] > MAX_PERIODS) {
      throw refuseQuery('period', `The range would have more than ${MAX_PERIODS} periods`, 'value_error');
    }
    return { kind: 'retention', period };
  },
  columns: ['cohort', 'visitors', 'period', 'returned'],
  toRows: (data) =>
    (data as RetentionData).flatMap(({ cohort, visitors, returned }) =>
      returned.map((count, period) => ({ cohort, visitors, period, returned: count })),
    ),
};
