import { type AccuracyData, ANALYTICS_ROUTES } from '@onevault/contract';
import { LATENESS_UP_TO_S } from '../../../engine/port.ts';
import { refuseQuery } from '../../readQuery.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';
import { toDays } from '../readRange.ts';

const MAX_DAYS = 400;

/** As the engine answers: the lateness is one count a bound. */
type CountedAccuracy = (Omit<AccuracyData[number], 'lateness'> & { lateness: number[] })[];

export const accuracyQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.accuracy,
  summary: 'For each day what the pages sent, and what became of it: stored, late, twice, rejected or lost',
  description: `It takes no filter: of a lost event nobody knows the page. At most ${MAX_DAYS} days.`,
  reply: 'AccuracyReplySchema',
  query: [],
  without: ['filter', 'include', 'segment'],
  read(_query, { population: { range } }) {
    if (toDays(range) > MAX_DAYS) throw refuseQuery('to', `The range may have at most ${MAX_DAYS} days`, 'value_error');
    return { kind: 'accuracy' };
  },
  toPage: (data) => ({
    data: (data as CountedAccuracy).map(({ lateness, ...day }) => ({
      ...day,
      lateness: lateness.map((events, bound) => ({ up_to_s: LATENESS_UP_TO_S[bound] ?? null, events })),
    })) satisfies AccuracyData,
  }),
  columns: [
    'day',
    'page_loads',
    'sent',
    'stored',
    'rejected',
    'waiting',
    'missing',
    'loaded',
    'late',
    'duplicates',
    'invalid',
    'set_aside',
  ],
};
