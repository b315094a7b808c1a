/** On a server there is no page: importing the SDK there does nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test.each(['onevault', 'core', 'features', 'inspector', 'privacy-status'])(
  'importing %s in Node does nothing and throws nothing',
  (name) => {
    for (const extension of ['js', 'cjs']) {
      const file = fileURLToPath(new URL(`../../dist/${name}.${extension}`, import.meta.url));
      const code = `const before = Object.keys(globalThis).length;
      const module = ${extension === 'js' ? 'await import' : 'require'}(${JSON.stringify(file)});
      if (Object.keys(globalThis).length !== before) throw new Error('global');
      if (module.OneVaultTracker) {
        const tracker = new module.OneVaultTracker({ customerId: 'a', apiToken: 'b', apiBaseUrl: 'http://127.0.0.1:1' });
        tracker.enableAutoTracking?.();
        tracker.privacyReport();
        const answer = await Promise.resolve(tracker.trackPageView());
        if (answer.success !== false) throw new Error('success');
        tracker.shutdown();
      } else for (const create of Object.values(module)) create({ domains: [] });`;
      const args = extension === 'js' ? ['--input-type=module', '-e', code] : ['-e', `(async () => {${code}})()`];
      expect(() => execFileSync(process.execPath, args, { timeout: 20_000, stdio: 'pipe' })).not.toThrow();
    }
  },
);

/** What a process says that makes two trackers, and tracks with both unless it only renders a page. */
function runOnServer(name: string, tracks: boolean, env: Record<string, string> = {}): string[] {
  const file = fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
  const code = `const { OneVaultTracker } = await import(${JSON.stringify(file)});
    for (const customerId of ['a', 'b']) {
      const tracker = new OneVaultTracker({ customerId, apiToken: 'b', apiBaseUrl: 'http://127.0.0.1:1' });
      if (${tracks}) await tracker.trackEvent('x');
      tracker.shutdown();
    }
    console.log(OneVaultTracker.name);`;
  const { NODE_ENV, NODE_TEST_CONTEXT, VITEST, ...rest } = process.env;
  const args = ['--input-type=module', '-e', code];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { env: { ...rest, ...env }, timeout: 20_000 });
  expect([status, String(stdout)]).toEqual([0, 'OneVaultTracker\n']);
  return String(stderr).split('\n').filter(Boolean);
}

test.each(['onevault', 'core'])('tracking with %s on a server is told once, with the way to do it', (name) => {
  expect(runOnServer(name, true)).toEqual([expect.stringMatching(/^\[OneVault\].*visitor.*\/api\/v1\/track/)]);
});

test.each([
  ['rendering a page', false, {}],
  ['a test of Vitest or Jest', true, { NODE_ENV: 'test' }],
  ['a test of node:test', true, { NODE_TEST_CONTEXT: 'child-v8' }],
])('%s is not', (_, tracks, env) => {
  expect(runOnServer('onevault', tracks, env)).toEqual([]);
});

test('a tracker can be made where a worker gives no random numbers yet: in its global scope', () => {
  const file = fileURLToPath(new URL('../../dist/onevault.js', import.meta.url));
  const code = `
    const draw = crypto.getRandomValues.bind(crypto);
    let isAllowed = false;
    crypto.getRandomValues = (numbers) => {
      if (!isAllowed) throw new Error('Disallowed operation called within global scope.');
      return draw(numbers);
    };
    Math.random = () => { throw new Error('Disallowed operation called within global scope.'); };
    const sent = [];
    globalThis.fetch = async (url, { body }) => {
      sent.push(JSON.parse(body).event_type);
      return Response.json({ success: true });
    };
    const { OneVaultTracker } = await import(${JSON.stringify(file)});
    const tracker = new OneVaultTracker({ customerId: 'a', apiToken: 'b', apiBaseUrl: 'https://api.test' });
    isAllowed = true;
    const { success } = await tracker.trackEvent('x');
    console.log(JSON.stringify([success, sent]));
    tracker.shutdown();`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    timeout: 20_000,
    encoding: 'utf8',
  });
  expect(JSON.parse(out)).toEqual([true, ['x']]);
});

const SSR = `
  const options = { customerId: 'a', apiToken: 'b', apiBaseUrl: 'http://127.0.0.1:1' };
  const track = ({ trackEvent }) => { if (typeof trackEvent !== 'function') throw new Error('no method'); return 'page'; };
  const tracker = next.startTracking(options);
  svelte.trackRoutes(tracker, { url: new URL('http://a.example'), route: { id: '/' } })();
  const ask = ({ consent, accept }) => { if ((consent.value ?? consent) !== 'pending' || !accept) throw new Error('consent'); };
  const Child = () => { ask(react.useConsent()); return track(react.useTracker()); };
  const { createElement } = framework.react;
  svelte.consentStore(tracker).subscribe(() => {})();
  const view = createElement(react.TrackOnView, { event: 'seen' }, createElement(Child));
  const inProvider = createElement(react.TrackerProvider, { tracker, defaultConsent: 'pending' }, view);
  analytics.createAnalytics(tracker).track('seen');
  gtm.startDataLayer(tracker)();
  if ('dataLayer' in globalThis) throw new Error('a data layer');
  const { createSSRApp, h } = framework.vue;
  const setup = () => { track(vue.useTracker()); ask(vue.useConsent()); return () => h('p', 'page'); };
  const tracking = vue.createTracking({ ...options, customerId: 'c' });
  const app = { options: { plugins: [], runtimeConfig: { public: {} } } };
  (nuxt.default?.default ?? nuxt.default ?? nuxt)(options, app);
  if (app.options.plugins[0]?.mode !== 'client') throw new Error('a plugin on the server');
  const site = (astro.default?.default ?? astro.default ?? astro)(options);
  site.hooks['astro:config:setup']({ injectScript(stage) { if (stage !== 'page') throw new Error(stage); } });
  console.log([
    framework.renderReact(view),
    framework.renderReact(inProvider),
    await framework.renderVue(createSSRApp({ setup }).use(tracking)),
  ].join());`;

test.each(['js', 'cjs'])('the integrations of frameworks render on a server (%s)', (extension) => {
  const load = extension === 'js' ? 'await import' : 'require';
  const get = (name: string) =>
    `${load}(${JSON.stringify(fileURLToPath(new URL(`../../dist/${name}.${extension}`, import.meta.url)))})`;
  const code = `
    const framework = {
      react: ${load}('react'),
      vue: ${load}('vue'),
      renderReact: (${load}('react-dom/server')).renderToString,
      renderVue: (${load}('vue/server-renderer')).renderToString,
    };
    const before = Object.keys(globalThis).length;
    const [react, next, vue, svelte, nuxt, , astro, , analytics, gtm] = [${['react', 'next', 'vue', 'svelte', 'nuxt', 'nuxt-plugin', 'astro', 'astro-client', 'analytics', 'gtm'].map(get).join()}];
    // Vue has its own, once it renders.
    if (Object.keys(globalThis).length !== before) throw new Error('global');
    ${SSR}`;
  const args = extension === 'js' ? ['--input-type=module', '-e', code] : ['-e', `(async () => {${code}})()`];
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd, timeout: 60_000 });
  expect([status, String(stdout), String(stderr)]).toEqual([0, '<div>page</div>,<div>page</div>,<p>page</p>\n', '']);
});
