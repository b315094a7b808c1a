import type { Environment } from '@onevault/contract';

/** How a site can be connected. */
export const WAYS = ['script', 'npm', 'react', 'next', 'vue', 'nuxt', 'svelte', 'astro', 'test'] as const;
export type Way = (typeof WAYS)[number];

export interface SnippetOptions {
  /** Of the tracker's script. */
  scriptUrl: string;
  apiBaseUrl: string;
  customerId: string;
  apiToken: string;
  /** Of the key; null: any. */
  environment: Environment | null;
}

/** The code to paste, with the address and the key filled in. */
export function toSnippet(way: Way, { scriptUrl, ...options }: SnippetOptions): string {
  return way === 'script' ? toTag(scriptUrl, options) : SNIPPETS[way](toOptions(options));
}

type TrackerOptions = Omit<SnippetOptions, 'scriptUrl'>;

/** The tag knows the server: it hands out the script. */
const toTag = (scriptUrl: string, { customerId, apiToken, environment }: TrackerOptions) =>
  `<script async src="${toAttribute(scriptUrl)}" data-customer="${toAttribute(customerId)}" data-key="${toAttribute(apiToken)}"${environment ? ` data-environment="${environment}"` : ''}></script>
`;

const SNIPPETS: Record<Exclude<Way, 'script'>, (options: string) => string> = {
  npm: (options) => `import { OneVaultTracker } from '@onevault/tracker';

export const tracker = new OneVaultTracker(${options});
tracker.enableAutoTracking();
`,

  react: (options) => `// src/main.tsx
import { OneVaultTracker } from '@onevault/tracker';
import { TrackerProvider } from '@onevault/tracker/react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

const tracker = new OneVaultTracker(${options});

createRoot(document.getElementById('root')!).render(
  <TrackerProvider tracker={tracker}>
    <App />
  </TrackerProvider>,
);
`,

  next: (options) => `// instrumentation-client.ts
import { startTracking } from '@onevault/tracker/next';

startTracking(${options});
`,

  vue: (options) => `// src/main.ts
import { createTracking } from '@onevault/tracker/vue';
import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router';

const tracking = createTracking({
  router,
${options.slice(2)});

createApp(App).use(router).use(tracking).mount('#app');
`,

  nuxt: (options) => `// nuxt.config.ts
export default defineNuxtConfig({
  modules: [
    ['@onevault/tracker/nuxt', ${indent(options, 4)}],
  ],
});
`,

  svelte: (options) => `<!-- src/routes/+layout.svelte -->
<script>
  import { afterNavigate } from '$app/navigation';
  import { page } from '$app/state';
  import { OneVaultTracker } from '@onevault/tracker';
  import { trackRoutes } from '@onevault/tracker/svelte';

  let { children } = $props();
  const tracker = new OneVaultTracker(${indent(options, 2)});
  afterNavigate(trackRoutes(tracker, page));
</script>

{@render children()}
`,

  astro: (options) => `// astro.config.mjs
import onevault from '@onevault/tracker/astro';
import { defineConfig } from 'astro/config';

export default defineConfig({
  integrations: [onevault(${indent(options, 2)})],
});
`,

  test: () => `import { createMockServer } from '@onevault/mock-server/testing';
import '@onevault/mock-server/vitest';
import { OneVaultTracker } from '@onevault/tracker';
import { expect, test } from 'vitest';

test('a signup is tracked once', async () => {
  const server = await createMockServer();
  const tracker = new OneVaultTracker(server.trackerOptions);

  // In place of this: what your page does.
  await tracker.trackEvent('signup', { plan: 'pro' });

  await expect(server).toHaveTrackedTimes('signup', 1);
  await server.close();
});
`,
};

function toOptions({ apiBaseUrl, customerId, apiToken, environment }: TrackerOptions): string {
  const lines = Object.entries({ apiBaseUrl, customerId, apiToken, ...(environment && { environment }) }).map(
    ([name, value]) => `  ${name}: ${toText(value)},\n`,
  );
  return `{\n${lines.join('')}}`;
}

/** In the script of a component too, which `</script>` would end. */
const toText = (value: string) =>
  `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('<', '\\u003c')}'`;

const toAttribute = (value: string) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const indent = (code: string, by: number) => code.replaceAll('\n', `\n${' '.repeat(by)}`);
