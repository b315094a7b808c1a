/** For Vue 3, with `vue-router` 4 and newer. */
export {
  createTracking,
  type RouterLike,
  type Tracking,
  type TrackingOptions,
  useTracker,
} from '../integrations/vue/createTracking.ts';
