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

export default [
  scriptTag('onevault.min.js', 11_200),
  // web-vitals 6 is 770 of these; docs/decisions/0014 says more.
  scriptTag('onevault.full.min.js', 16_100),
  { name: 'import of core', path: 'dist/core.js', import: '{ OneVaultTracker }', limit: '9000 B' },
  feature('copy', 850),
  feature('crossDomain', 750),
  feature('deadClicks', 1_400),
  feature('errors', 1_300),
  feature('impressions', 1_150),
  feature('media', 600),
  feature('print', 250),
  feature('rageClicks', 1_000),
  feature('search', 1_350),
  feature('webVitals', 3_200),
];
