/** For Vue 3, with `vue-router` 4 and newer. */
export type { ConsentChoice } from '../integrations/consent/consentOf.ts';
export {
  type ConsentSource,
  createTracking,
  type RouterLike,
  type Tracking,
  type TrackingOptions,
  useTracker,
} from '../integrations/vue/createTracking.ts';
export { useConsent } from '../integrations/vue/useConsent.ts';
