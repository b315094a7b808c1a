/** Bytes that a visitor loads (brotli). `pnpm run size` fails above a limit; `dist` has to be built. */
const feature = (name, limit) => ({
  name: `import of ${name}`,
  path: 'dist/features.js',
  import: `{ ${name} }`,
  limit: `${limit} B`,
});

/** As it is: what a browser loads was minified by the build. */
const scriptTag = (name, limit) => ({
  name,
  path: `dist/${name}`,
  disablePlugins: ['@size-limit/esbuild'],
  limit: `${limit} B`,
});

/** What it adds to the tracker and the framework, which the app has anyway. */
const integration = (name, names, limit) => ({
  name: `import of ${name}`,
  path: `dist/${name}.js`,
  import: `{ ${names} }`,
  ignore: ['react', 'vue', '*/onevault.js'],
  limit: `${limit} B`,
});

export default [
  scriptTag('onevault.min.js', 15_800),
  // What these bytes pay for: docs/decisions/0014.
  scriptTag('onevault.full.min.js', 21_970),
  // Loaded when somebody opens it, or by the page that has the element.
  scriptTag('onevault.inspector.js', 11_900),
  scriptTag('onevault.privacy-status.js', 1_600),
  {
    name: 'import of core',
    path: 'dist/core.js',
    import: '{ OneVaultTracker }',
    // A chunk of its own.
    ignore: ['*/inspector.js'],
    limit: '12680 B',
  },
  feature('copy', 865),
  feature('crossDomain', 1_055),
  feature('deadClicks', 2_360),
  feature('errors', 1_635),
  feature('impressions', 1_330),
  feature('media', 560),
  feature('print', 240),
  feature('rageClicks', 1_205),
  feature('search', 1_800),
  feature('webVitals', 3_090),
  integration('react', 'TrackerProvider, TrackOnView, useTracker, useConsent', 1_215),
  integration('next', 'startTracking', 315),
  integration('vue', 'createTracking, useTracker, useConsent', 965),
  integration('svelte', 'trackRoutes', 115),
  integration('svelte', 'trackRoutes, consentStore', 315),
  integration('analytics', 'installAnalytics', 2_400),
  integration('gtm', 'startDataLayer', 1_450),
];
