import { readdirSync } from 'node:fs';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import pkg from './package.json' with { type: 'json' };

const dependencies = Object.keys(pkg.dependencies);
// The contract is ours and bundled; what is installed stays outside.
const external = (id) =>
  id.startsWith('node:') || dependencies.some((name) => id === name || id.startsWith(`${name}/`));

const sources = readdirSync('src', { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /(?<!\.test|\.d)\.(ts|mjs)$/.test(path));

const start = [
  {
    // Each source file becomes a file of the same name, so that @onevault/mock-server can import any of them, and an
    // address relative to a source file holds for the built one too.
    input: Object.fromEntries(sources.map((path) => [path.replace(/\.\w+$/, ''), `src/${path}`])),
    output: {
      dir: 'dist',
      format: 'es',
      entryFileNames: ({ facadeModuleId }) => (facadeModuleId?.endsWith('.mjs') ? '[name].mjs' : '[name].js'),
      chunkFileNames: 'shared/[name].js',
      sourcemap: true,
    },
    external,
    plugins: [resolve(), json({ preferConst: true }), esbuild({ target: 'node20' })],
  },
];

async function rest() {
  const { default: dts } = await import('rollup-plugin-dts');
  return [
    {
      input: { index: 'src/index.ts' },
      output: { dir: 'dist', format: 'es', entryFileNames: '[name].d.ts' },
      external,
      plugins: [resolve({ extensions: ['.ts'] }), json(), dts({ includeExternal: ['@onevault/contract'] })],
    },
  ];
}

/** `npm start` builds and installs only what the server runs or hands out. */
export default ({ configRest }) => (configRest ? rest() : start);
