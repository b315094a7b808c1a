/** The module for `nuxt.config.ts`. */
export {
  type NuxtLike,
  type NuxtTrackingOptions,
  trackingModule as default,
} from '../integrations/nuxt/trackingModule.ts';
