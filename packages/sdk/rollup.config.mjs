import { fileURLToPath } from 'node:url';
import terser from '@rollup/plugin-terser';
import dts from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';

// es2020: what every browser of the last five years runs as it is (optional chaining, ??, private fields are not in it).
const code = esbuild({ target: 'es2020', tsconfig: 'tsconfig.json' });
// Names that begin with _ are ours alone; shortening them is worth a tenth of the size.
const properties = { regex: /^_/ };
const readable = terser({
  compress: false,
  mangle: { keep_fnames: true, properties },
  format: { beautify: true, comments: false },
});
const small = terser({
  ecma: 2020,
  compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true, pure_getters: true, keep_fargs: false },
  mangle: { properties },
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
    plugins: [code, small],
    output: { file: 'dist/onevault.min.js', format: 'iife', sourcemap: true },
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
