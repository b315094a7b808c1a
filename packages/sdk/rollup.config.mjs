import { fileURLToPath } from 'node:url';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import dts from 'rollup-plugin-dts';
import esbuild, { minify } from 'rollup-plugin-esbuild';

// What every browser since 2020 runs as it is; private class fields are not in it.
const target = 'es2021';
const code = esbuild({ target, tsconfig: 'tsconfig.json' });
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
    hoist_funs: true,
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
    plugins: [bundled, code, readable],
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
/** For script tags. */
const scripts = Object.entries({ 'onevault.min': 'iife', 'onevault.full.min': 'iifeFull' }).map(([name, entry]) => ({
  input: `src/entries/${entry}.ts`,
  // terser behind esbuild is smaller than either alone.
  plugins: [bundled, code, letOnly, minify({ target, mangleProps: properties.regex }), small],
  output: { file: `dist/${name}.js`, format: 'iife' },
}));

export default [...modules, ...scripts];
