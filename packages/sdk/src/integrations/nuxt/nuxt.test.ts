import { expect, test } from 'vitest';
import { createApp, h } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import { listTrackers } from '../../listTrackers.ts';
import { trackingModule } from './trackingModule.ts';
import { trackingPlugin } from './trackingPlugin.ts';

const OPTIONS = { customerId: 'nuxt', apiToken: 't', consent: 'denied' as const };

test('the module leaves its options to the runtime configuration, which wins, and adds the plugin for browsers', () => {
  const options = {
    plugins: [] as unknown[],
    runtimeConfig: { public: { onevault: { apiToken: 'from the environment' } } },
  };
  trackingModule(OPTIONS, { options });
  expect(options).toEqual({
    plugins: [{ src: '@onevault/tracker/nuxt-plugin', mode: 'client' }],
    runtimeConfig: { public: { onevault: { ...OPTIONS, apiToken: 'from the environment' } } },
  });
});

test.each([
  ['pages', createRouter({ history: createWebHistory(), routes: [{ path: '/', component: () => h('p') }] })],
  ['no pages', { options: {}, push() {} }],
])('the plugin makes the tracker of an app with %s', (_, $router) => {
  const vueApp = createApp(() => h('p'));
  trackingPlugin({ vueApp, $router, $config: { public: { onevault: OPTIONS } } });
  const { tracker, options } = listTrackers()[0] ?? {};
  expect(options?.customerId).toBe('nuxt');
  (tracker as unknown as { shutdown(): void }).shutdown();
});
