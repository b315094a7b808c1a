import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import dts from 'rollup-plugin-dts';
import esbuild, { minify } from 'rollup-plugin-esbuild';

// What every browser since 2020 runs as it is; private class fields are not in it.
const target = 'es2021';
/** What stands behind `__FULL__` is not in the small script tag. */
const code = (isFull = true) => esbuild({ target, tsconfig: 'tsconfig.json', define: { __FULL__: String(isFull) } });
// Names that begin with _ are ours alone; shortening them is worth a tenth of the size.
const properties = { regex: /^_/ };
const readable = terser({
  compress: false,
  mangle: { keep_fnames: true, properties },
  format: { beautify: true, comments: false },
});
// One keyword less to encode; the type checker has already seen that nothing is assigned twice.
const letOnly = { name: 'let-only', renderChunk: (text) => text.replace(/\bconst /g, 'let ') };
const small = terser({
  ecma: 2021,
  module: true,
  compress: {
    passes: 5,
    unsafe: true,
    unsafe_arrows: true,
    unsafe_methods: true,
    pure_getters: true,
    keep_fargs: false,
  },
  mangle: true,
  format: { comments: false },
});

// Consumers have no @onevault/contract: its types are written into the declarations.
const contract = {
  name: 'contract',
  resolveId: (id) =>
    id === '@onevault/contract' ? fileURLToPath(new URL('../contract/src/index.ts', import.meta.url)) : null,
};

// The libraries of extras are written into them: there are no runtime dependencies.
const bundled = nodeResolve();
/** For imports: each entry by itself, readable, so that a bundler and a person can work with it. */
const entries = { onevault: 'full', core: 'core', features: 'features' };
const modules = Object.entries(entries).flatMap(([name, entry]) => [
  {
    input: `src/entries/${entry}.ts`,
    plugins: [bundled, code(), readable],
    output: [
      { file: `dist/${name}.js`, format: 'es', sourcemap: true },
      { file: `dist/${name}.cjs`, format: 'cjs', sourcemap: true, exports: 'named' },
    ],
  },
  {
    input: `src/entries/${entry}.ts`,
    plugins: [contract, dts({ compilerOptions: { stripInternal: true } })],
    output: [
      { file: `dist/${name}.d.ts`, format: 'es' },
      { file: `dist/${name}.d.cts`, format: 'es' },
    ],
  },
]);
/** A script tag runs where there is a `self`, which is shorter. */
const shorten = {
  name: 'shorten',
  renderChunk: (text) =>
    text.replaceAll('globalThis', 'self').replace(/^!function\(\)\{([\s\S]*)\}\(\);\s*$/, '(()=>{$1})()'),
  generateBundle: (_, files) => {
    for (const file of Object.values(files)) file.code = file.code.trimEnd();
  },
};
/**
 * Short names for our own properties in a script tag, found by trying thousands of others: they compress best
 * (`scripts/searchShortNames.mjs`). Any assignment is right, and a name that is missing here is made up by esbuild.
 */
const readNames = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

/** A script tag. */
export const script = (name, entry, mangleCache) => ({
  input: `src/entries/${entry}.ts`,
  // terser behind esbuild is smaller than either alone.
  plugins: [
    bundled,
    code(entry !== 'iife'),
    letOnly,
    minify({ target, mangleProps: properties.regex, ...(mangleCache && { mangleCache }) }),
    small,
    shorten,
  ],
  output: { file: `dist/${name}.js`, format: 'iife' },
});

export default [
  ...modules,
  script('onevault.min', 'iife', readNames('./shortNames.json')),
  script('onevault.auto.min', 'iifeAuto', readNames('./shortNames.auto.json')),
  script('onevault.full.min', 'iifeFull', readNames('./shortNames.auto.json')),
];
