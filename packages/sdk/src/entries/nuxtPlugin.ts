/** The plugin that the module of Nuxt adds to an app. */
export { type NuxtAppLike, trackingPlugin as default } from '../integrations/nuxt/trackingPlugin.ts';
