import { fileURLToPath } from 'node:url';
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

export default [
  {
    input: 'src/entries/full.ts',
    plugins: [code, readable],
    output: [
      { file: 'dist/onevault.js', format: 'es', sourcemap: true },
      { file: 'dist/onevault.cjs', format: 'cjs', sourcemap: true, exports: 'named' },
    ],
  },
  {
    input: 'src/entries/iife.ts',
    // terser behind esbuild is smaller than either alone.
    plugins: [code, letOnly, minify({ target, mangleProps: properties.regex }), small],
    output: { file: 'dist/onevault.min.js', format: 'iife' },
  },
  {
    input: 'src/entries/full.ts',
    plugins: [contract, dts()],
    output: [
      { file: 'dist/onevault.d.ts', format: 'es' },
      { file: 'dist/onevault.d.cts', format: 'es' },
    ],
  },
];
