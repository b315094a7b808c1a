/** Segment's `analytics` on top of a tracker. */
export {
  type Analytics,
  type AnalyticsOptions,
  type Answer,
  createAnalytics,
  type Known,
} from '../integrations/analytics/createAnalytics.ts';
export { installAnalytics } from '../integrations/analytics/installAnalytics.ts';
