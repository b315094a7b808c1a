import type { AnalyticsReply } from '@onevault/contract';

/** Whether a range had not ended when the answer was counted: the last interval of a curve is no fall, it still grows. */
export function isStillRunning({ query, timestamp }: Pick<AnalyticsReply<unknown>, 'query' | 'timestamp'>): boolean {
  return Date.parse(query.to) > Date.parse(timestamp);
}
