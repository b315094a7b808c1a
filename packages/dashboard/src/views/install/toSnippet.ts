/** How a site can be connected. */
export const WAYS = ['script', 'npm', 'react', 'next', 'vue', 'test'] as const;
export type Way = (typeof WAYS)[number];

export interface SnippetOptions {
  /** Of the tracker's script. */
  scriptUrl: string;
  apiBaseUrl: string;
  customerId: string;
  apiToken: string;
}

/** The code to paste, with the address and the key filled in. */
export function toSnippet(way: Way, { scriptUrl, ...options }: SnippetOptions): string {
  return SNIPPETS[way](toOptions(options), scriptUrl);
}

const SNIPPETS: Record<Way, (options: string, scriptUrl: string) => string> = {
  script: (options, scriptUrl) => `<script src="${scriptUrl}"></script>
<script>
  var tracker = window.OneVaultTracker && new OneVaultTracker(${options.replaceAll('<', '\\x3c').replaceAll('\n', '\n  ')});
  if (!tracker) console.warn('[OneVault] Failed to load onevault.min.js: an ad blocker, CSP script-src, another address?');
  tracker?.enableAutoTracking();
</script>
`,

  npm: (options) => `import { OneVaultTracker } from '@onevault/tracker';

export const tracker = new OneVaultTracker(${options});
tracker.enableAutoTracking();
`,

  react: (options) => `// src/tracker.ts
import { OneVaultTracker } from '@onevault/tracker';

export const tracker = new OneVaultTracker(${options});

// src/main.tsx: page views of the router are tracked by themselves
import { tracker } from './tracker';

tracker.enableAutoTracking();
`,

  next: (options) => `// instrumentation-client.ts: Next.js runs it in the browser, before the page is interactive
import { OneVaultTracker } from '@onevault/tracker';

export const tracker = new OneVaultTracker(${options});
tracker.enableAutoTracking();
`,

  vue: (options) => `// src/tracker.ts
import { OneVaultTracker } from '@onevault/tracker';

export const tracker = new OneVaultTracker(${options});

// src/main.ts
import { createApp } from 'vue';
import App from './App.vue';
import { tracker } from './tracker';

createApp(App).mount('#app');
tracker.enableAutoTracking();
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

function toOptions({ apiBaseUrl, customerId, apiToken }: Omit<SnippetOptions, 'scriptUrl'>): string {
  const lines = Object.entries({ apiBaseUrl, customerId, apiToken }).map(
    ([name, value]) =>
      `  ${name}: '${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}',\n`,
  );
  return `{\n${lines.join('')}}`;
}
