import type { App } from 'vue';
import { createTracking, type RouterLike, type TrackingOptions } from '../vue/createTracking.ts';

/** The part of a Nuxt app that is used. */
export interface NuxtAppLike {
  vueApp: Pick<App, 'use'>;
  /** An app without pages has a router of Nuxt's own, without routes. */
  $router?: unknown;
  $config: { public: Record<string, unknown> };
}

/** The plugin that the module adds: the one of Vue, with the router and the configuration of the app. */
export function trackingPlugin({ vueApp, $router, $config }: NuxtAppLike): void {
  const router = $router as Partial<RouterLike> | undefined;
  vueApp.use(
    createTracking({
      ...($config.public.onevault as TrackingOptions),
      ...(router?.isReady && router.options?.history && { router: router as RouterLike }),
    }),
  );
}
