/** The integration for `astro.config.mjs`. */
export {
  type AstroIntegrationLike,
  type AstroTrackingOptions,
  trackingIntegration as default,
} from '../integrations/astro/trackingIntegration.ts';
