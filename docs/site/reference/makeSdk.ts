import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from 'typedoc';
import type { Page } from '../Page.ts';
import { ROOT } from '../root.ts';

/** What is imported, by the file of its entry. The file's name is that of TypeDoc's page, and is replaced. */
const ENTRIES: [file: string, path: string, name: string, about: string][] = [
  ['npm', 'tracker', '@onevault/tracker', 'The tracker, its options, and the types of its answers.'],
  ['core', 'core', '@onevault/tracker/core', 'The tracker without auto-tracking, which is smaller.'],
  ['features', 'features', '@onevault/tracker/features', 'The extras of auto-tracking.'],
  ['react', 'react', '@onevault/tracker/react', 'A provider, a hook and a component for React.'],
  ['next', 'next', '@onevault/tracker/next', 'The tracker of a Next.js application.'],
  ['vue', 'vue', '@onevault/tracker/vue', 'A plugin for Vue and its router.'],
  ['svelte', 'svelte', '@onevault/tracker/svelte', 'Routes of SvelteKit.'],
  ['nuxt', 'nuxt', '@onevault/tracker/nuxt', 'A module for Nuxt.'],
  ['astro', 'astro', '@onevault/tracker/astro', 'An integration for Astro.'],
  ['proxy', 'proxy', '@onevault/tracker/proxy', 'A proxy on your own site, for servers and workers.'],
  ['inspector', 'inspector', '@onevault/tracker/inspector', 'The inspector, opened by code.'],
  [
    'privacyStatus',
    'privacy-status',
    '@onevault/tracker/privacy-status',
    'The element that tells visitors what is tracked.',
  ],
];
const FOLDER = 'packages/sdk/src/entries';
/** About how a class is built, which a reader need not know. */
const LEFT_OUT = new Set(['Extends', 'Inherited from', 'Overrides', 'Implementation of', 'Indexable']);

const GROUP = /^### (Constructors|Methods)$/;

/** A page for each import of the SDK, from the docstrings of what it exports. */
export async function makeSdk(): Promise<Page[]> {
  const out = mkdtempSync(join(tmpdir(), 'onevault-typedoc-'));
  try {
    await writePages(out);
    return ENTRIES.map(([file, path, name, about]) => ({
      path: `reference/api/${path}`,
      title: name,
      description: about,
      madeFrom: ['packages/sdk/src'],
      text: `# ${name}\n\n${about} Made from the code’s own comments.\n\n${tidy(readFileSync(join(out, `${file}.md`), 'utf8'))}`,
    }));
  } finally {
    rmSync(out, { recursive: true });
  }
}

async function writePages(out: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: ENTRIES.map(([file]) => join(ROOT, FOLDER, `${file}.ts`)),
    tsconfig: join(ROOT, 'packages/sdk/tsconfig.json'),
    // By its path: TypeDoc would look for it in the working directory.
    plugin: [createRequire(join(ROOT, 'docs/package.json')).resolve('typedoc-plugin-markdown')],
    logLevel: 'Warn',
    readme: 'none',
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    // `pnpm run types` checks the same sources, by the compiler that they are written for.
    skipErrorChecking: true,
    validation: false,
    ...{
      outputFileStrategy: 'modules',
      hidePageHeader: true,
      hideBreadcrumbs: true,
      hideGroupHeadings: true,
      hidePageTitle: true,
    },
    ...{ parametersFormat: 'table', interfacePropertiesFormat: 'table', typeDeclarationFormat: 'table', out },
  });
  const project = await app.convert();
  if (!project) throw new Error('Failed to build the site: TypeDoc cannot read the SDK. Its message is above.');
  await app.generateOutputs(project);
}

function tidy(text: string): string {
  const sections = text.split(/^(?=#{2,6} )/m);
  const kept = sections.filter((section) => !LEFT_OUT.has(/^#{2,6} (.*)$/m.exec(section)?.[1] ?? ''));
  let all = liftMembers(kept.join('').replace(/^\*\*\*\n+/gm, ''));
  for (const [file, path] of ENTRIES) all = all.replaceAll(`(${file}.md`, `(${path}.md`);
  return all;
}

/** A method stands below its class, not below the word Methods: then the list of the page has it. */
function liftMembers(text: string): string {
  let isLifting = false;
  const lines = text.split('\n').flatMap((line) => {
    if (GROUP.test(line)) {
      isLifting = true;
      return [];
    }
    if (/^#{2,3} /.test(line)) isLifting = false;
    return isLifting && line.startsWith('####') ? [line.slice(1)] : [line];
  });
  return lines.join('\n');
}
