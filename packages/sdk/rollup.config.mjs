import { fileURLToPath } from 'node:url';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild, { minify } from 'rollup-plugin-esbuild';

// Every browser since 2020 runs this; it does not include private class fields.
const target = 'es2021';
const code = esbuild({ target, tsconfig: 'tsconfig.json' });
// Names that begin with _ are ours alone; shorter ones are worth a tenth of the size. Some are reserved: the auto-tracking
// of one build may work for the tracker of another on the same page.
const properties = { regex: /^_/, reserved: ['_beginPage', '_onPageBegin', '_viewed'] };
// Error reports and consoles show the name of the class.
const keep_classnames = /^OneVaultTracker$/;
const readable = terser({
  compress: false,
  mangle: { keep_fnames: true, keep_classnames, properties },
  format: { beautify: true, comments: false },
});
// terser behind esbuild is smaller than either alone.
const small = [
  minify({
    target,
    mangleProps: properties.regex,
    reserveProps: /^_(beginPage|onPageBegin|viewed)$/,
    minifyIdentifiers: false,
    minify: false,
    minifySyntax: true,
    minifyWhitespace: true,
  }),
  terser({ ecma: 2020, keep_classnames, compress: { passes: 3 }, format: { comments: false } }),
];

// Consumers have no @onevault/contract: its types are written into the declarations.
const contract = {
  name: 'contract',
  resolveId: (id) =>
    id === '@onevault/contract' ? fileURLToPath(new URL('../contract/src/index.ts', import.meta.url)) : null,
};

// The libraries of extras are written into them: there are no runtime dependencies. Of package.json the version is.
const bundled = [nodeResolve(), json({ preferConst: true })];

/** A file of its own in the package too, so that a bundler can load it when somebody asks for it. */
const inspector = /[/\\]inspector[/\\]openInspector\.ts$/;

/** The tracker itself, for integrations: a class of their own would be another type, and its code twice in a bundle. */
const whole = /[/\\]entries[/\\]npm\.ts$/;
/** Of the reader's app. */
const FRAMEWORKS = ['react', 'vue'];

/** For imports: each entry by itself, readable, so that a bundler and a person can work with it. */
const entry = (
  name,
  file = name,
  { banner = '', separate = inspector, separateAs = 'inspector', input = `src/entries/${file}.ts` } = {},
) => ({
  name,
  input,
  banner,
  external: (id) => FRAMEWORKS.includes(id) || id.startsWith('node:') || (name !== separateAs && separate.test(id)),
  paths: (extension) => (id) => (separate.test(id) ? `./${separateAs}.${extension}` : id),
  requires: separate === whole ? 'cjs' : 'js',
});

const integration = (name, file = name, banner = '') =>
  entry(name, file, { banner, separate: whole, separateAs: 'onevault' });

const entries = [
  entry('onevault', 'npm'),
  entry('core'),
  entry('features'),
  entry('inspector'),
  entry('privacy-status', 'privacyStatus'),
  entry('proxy'),
  // For servers: no page has it.
  entry('node', 'node', { input: 'node/index.ts' }),
  // Server components may import it: what it exports runs in the browser.
  integration('react', 'react', "'use client';"),
  ...['next', 'vue', 'svelte', 'nuxt', 'astro', 'analytics', 'gtm'].map((name) => integration(name)),
  integration('nuxt-plugin', 'nuxtPlugin'),
  integration('astro-client', 'astroClient'),
];

const imports = ({ name, input, banner, external, paths, requires }) => ({
  input,
  plugins: [bundled, code, readable],
  external,
  output: [
    { file: `dist/${name}.js`, format: 'es', sourcemap: true, banner, paths: paths('js') },
    { file: `dist/${name}.cjs`, format: 'cjs', exports: 'named', sourcemap: true, banner, paths: paths(requires) },
  ],
});

const scriptTag = (name, entry, format = 'iife') => ({
  input: `src/entries/${entry}.ts`,
  plugins: [bundled, code, ...small],
  output: { file: `dist/${name}.js`, format, freeze: false },
});

const start = [
  scriptTag('onevault.min', 'scriptTag'),
  scriptTag('onevault.full.min', 'fullScriptTag'),
  // The script tags import it.
  scriptTag('onevault.inspector', 'inspector', 'es'),
  scriptTag('onevault.privacy-status', 'privacyStatusTag'),
  // Pasted into pages: a module without imports or exports is a script as it is.
  { ...scriptTag('onevault.snippet', 'snippet', 'es'), plugins: [esbuild({ target: 'es2018', minify: true })] },
];

// A command for developers: it runs in Node, and no page has it.
const init = {
  input: 'init/main.ts',
  external: /^node:/,
  plugins: [esbuild({ target: 'node20', tsconfig: 'init/tsconfig.json' })],
  output: { file: 'dist/init.js', format: 'es' },
};

async function rest() {
  const { default: dts } = await import('rollup-plugin-dts');
  const declarations = ({ name, input, external, paths }) => ({
    input,
    plugins: [contract, dts({ compilerOptions: { stripInternal: true } })],
    external,
    output: [
      { file: `dist/${name}.d.ts`, format: 'es', paths: paths('js') },
      { file: `dist/${name}.d.cts`, format: 'es', paths: paths('cjs') },
    ],
  });
  return [...entries.flatMap((one) => [imports(one), declarations(one)]), init];
}

/** `npm start` builds and installs only what the server runs or hands out. */
export default ({ configRest }) => (configRest ? rest() : start);
