import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import dts from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import pkg from './package.json' with { type: 'json' };

const dependencies = [...Object.keys(pkg.dependencies), ...Object.keys(pkg.peerDependencies)];
// The contract is ours and bundled; what is installed stays outside.
const external = (id) =>
  id.startsWith('node:') || dependencies.some((name) => id === name || id.startsWith(`${name}/`));

// What runs in a thread of its own is loaded by its url, so it has to be a file of its own.
const threads = readdirSync('src', { recursive: true })
  .filter((path) => path.endsWith('Thread.mjs'))
  .map((path) => [basename(path, '.mjs'), `src/${path}`]);

const library = {
  index: 'src/index.ts',
  testing: 'src/testing/index.ts',
  matchers: 'src/testing/matchers/index.ts',
  vitest: 'src/testing/matchers/vitest.ts',
  jest: 'src/testing/matchers/jest.ts',
  plan: 'src/plan/index.ts',
  playwright: 'src/playwright/index.ts',
  cypress: 'src/cypress/index.ts',
};

// What documents an endpoint is of no use to a page's own mock, which answers no question about it.
const withoutDocs = {
  name: 'without-docs',
  transform: (code, id) =>
    /src[\\/]service[\\/]endpoints/.test(id)
      ? { code: code.replace(/^ {4,6}doc: \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\},\n/gm, ''), map: null }
      : null,
};

// One keyword less to encode; the type checker has already seen that nothing is assigned twice.
const letOnly = { name: 'let-only', renderChunk: (text) => text.replace(/\bconst /g, 'let ') };
const small = terser({
  module: true,
  ecma: 2021,
  compress: {
    passes: 5,
    unsafe: true,
    unsafe_arrows: true,
    unsafe_methods: true,
    pure_getters: true,
    keep_fargs: false,
    // A page's own mock has no log to write to, and nobody who measures its worker.
    pure_funcs: ['log.info', 'log.warn', 'log.error', 'logProcessing', 'told', 'JSON.stringify'],
  },
  format: { comments: false },
});

export default [
  {
    input: { ...library, cli: 'src/cli.ts', check: 'src/check/main.ts', ...Object.fromEntries(threads) },
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
    // A file of its own, since bytes count in a browser.
    input: { msw: 'src/msw/index.ts' },
    // What a page's tests seldom need comes in files of its own, when it is asked for.
    output: {
      dir: 'dist',
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'msw.[name].js',
      hoistTransitiveImports: false,
    },
    external,
    plugins: [
      resolve({ browser: true }),
      withoutDocs,
      json({ preferConst: true }),
      esbuild({ target: 'es2022' }),
      letOnly,
      small,
    ],
  },
  {
    input: { ...library, msw: 'src/msw/index.ts' },
    output: { dir: 'dist', format: 'es', entryFileNames: '[name].d.ts', chunkFileNames: '[name].d.ts' },
    external,
    plugins: [resolve({ extensions: ['.ts'] }), json(), dts({ includeExternal: ['@onevault/contract'] })],
  },
];
