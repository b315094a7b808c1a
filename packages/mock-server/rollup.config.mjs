import { fileURLToPath } from 'node:url';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import pkg from './package.json' with { type: 'json' };

const installed = [...Object.keys(pkg.dependencies), ...Object.keys(pkg.peerDependencies)];
const isInstalled = (id) => installed.some((name) => id === name || id.startsWith(`${name}/`));

// The contract is ours and bundled; what is installed stays outside.
const external = (id) => id.startsWith('node:') || isInstalled(id);
// A page's mock is one piece, and declarations name no internals of another package: both take the server's sources in.
const externalButServer = (id) => external(id) && !id.startsWith('@onevault/server');
const serverSources = {
  name: 'server-sources',
  resolveId: (id) =>
    id.startsWith('@onevault/server/internal/')
      ? fileURLToPath(new URL(`../server/src/${id.slice('@onevault/server/internal/'.length)}.ts`, import.meta.url))
      : null,
};

const library = {
  testing: 'src/testing.ts',
  matchers: 'src/matchers/index.ts',
  vitest: 'src/vitest/index.ts',
  jest: 'src/matchers/jest.ts',
  'jest-jsdom': 'src/jest/JsdomEnvironment.ts',
  plan: 'src/plan/index.ts',
  playwright: 'src/playwright/index.ts',
  cypress: 'src/cypress/index.ts',
};
const commands = { cli: 'src/cli/main.ts', onevaultCheck: 'src/cli/onevaultCheck.ts' };

const start = [
  {
    input: { ...library, ...commands },
    output: { dir: 'dist', format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js', sourcemap: true },
    external,
    plugins: [resolve(), json({ preferConst: true }), esbuild({ target: 'node20' })],
  },
];

async function rest() {
  const { default: dts } = await import('rollup-plugin-dts');
  return [
    {
      input: { msw: 'src/msw/index.ts' },
      output: { dir: 'dist', format: 'es', entryFileNames: '[name].js' },
      external: externalButServer,
      plugins: [
        serverSources,
        resolve({ browser: true }),
        json({ preferConst: true }),
        esbuild({ target: 'es2022' }),
        terser({ module: true, ecma: 2021, format: { comments: false } }),
      ],
    },
    {
      input: { ...library, msw: 'src/msw/index.ts' },
      output: { dir: 'dist', format: 'es', entryFileNames: '[name].d.ts', chunkFileNames: '[name].d.ts' },
      external: externalButServer,
      plugins: [
        serverSources,
        resolve({ extensions: ['.ts'] }),
        json(),
        dts({ includeExternal: ['@onevault/contract'] }),
      ],
    },
  ];
}

/** `npm start` builds and installs only what the server runs or hands out. */
export default ({ configRest }) => (configRest ? rest() : start);
