import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import dts from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import pkg from './package.json' with { type: 'json' };

const dependencies = Object.keys(pkg.dependencies);
// The contract is ours and bundled; what is installed stays outside.
const external = (id) =>
  id.startsWith('node:') || dependencies.some((name) => id === name || id.startsWith(`${name}/`));

// What runs in a thread of its own is loaded by its url, so it has to be a file of its own.
const threads = readdirSync('src', { recursive: true })
  .filter((path) => path.endsWith('Thread.mjs'))
  .map((path) => [basename(path, '.mjs'), `src/${path}`]);

export default [
  {
    input: {
      index: 'src/index.ts',
      testing: 'src/testing/index.ts',
      cli: 'src/cli.ts',
      check: 'src/check/main.ts',
      ...Object.fromEntries(threads),
    },
    // Flat, so that `../sql` is the package's folder from every file.
    output: {
      dir: 'dist',
      format: 'es',
      entryFileNames: ({ facadeModuleId }) => (facadeModuleId.endsWith('.mjs') ? '[name].mjs' : '[name].js'),
      chunkFileNames: '[name].js',
      sourcemap: true,
    },
    external,
    plugins: [resolve(), json({ preferConst: true }), esbuild({ target: 'node20' })],
  },
  {
    input: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
    output: { dir: 'dist', format: 'es', entryFileNames: '[name].d.ts', chunkFileNames: '[name].d.ts' },
    external,
    plugins: [resolve({ extensions: ['.ts'] }), json(), dts({ includeExternal: ['@onevault/contract'] })],
  },
];
