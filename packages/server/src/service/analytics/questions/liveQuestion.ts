import { ANALYTICS_ROUTES, type LiveData } from '@onevault/contract';
import type { QuestionEndpoint } from '../questionEndpoint.ts';

export const liveQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.live,
  summary: 'Who is on the site now, by page',
  description: 'Counts the last five minutes.',
  reply: 'LiveReplySchema',
  isShareable: true,
  query: [],
  hasOwnRange: true,
  read: () => ({ kind: 'live' }),
  columns: ['page', 'visitors'],
  toRows: (data) => (data as LiveData).pages,
};
