import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Plugin, type Rolldown, runnerImport } from 'vite';

type Bundle = Rolldown.OutputBundle;

/**
 * Writes what the server needs besides the files of Vite: the HTML of each view with its shell and what its first paint
 * needs, the paths of the views and the hashes of what stands in the HTML (`page.json`), and each file
 * compressed.
 */
export function writePage(): Plugin {
  let root = '';
  let dist = '';
  return {
    name: 'write-page',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      dist = join(root, config.build.outDir);
    },
    async writeBundle(_options, bundle) {
      const built = inlineStyles(readFileSync(join(dist, 'index.html'), 'utf8'), dist);
      const icon = /rel="icon"[^>]*href="([^"]+)"/.exec(built)?.[1] ?? '';
      const { module } = await runnerImport<typeof import('./src/frame/Shell.tsx')>(join(root, 'src/frame/Shell.tsx'));
      for (const { name, title, loads, render } of module.listShells()) {
        const html = built
          .replace(/<title>.*<\/title>/, () => `<title>${title}</title>`)
          .replace('</head>', () => `${loads ? toPreloads(loads, bundle) : ''}</head>`)
          .replace('<div id="shell"></div>', () => `<div id="shell">${render(icon)}</div>`);
        writeFileSync(join(dist, `${name}.html`), html);
      }
      // The folder of a view is the path of it.
      const paths = ['/', ...readdirSync(join(root, 'src', 'views')).map((name) => `/${name}`)];
      writeFileSync(join(dist, 'page.json'), `${JSON.stringify({ paths, ...hashInline(built) })}\n`);
      for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
        if (/\.(html|js|css|svg)$/.test(name)) compress(join(dist, name));
      }
    },
  };
}

/** The files of a view, which the browser would else learn of one after the other. */
function toPreloads(view: string, bundle: Bundle): string {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const entry = chunks.find(({ facadeModuleId }) => facadeModuleId?.includes(`/src/views/${view}/`));
  if (!entry) throw new Error(`Failed to write the page: no file of the build begins the view ${view}.`);
  // Those of the page itself are in the HTML already.
  const page = listFiles(
    chunks,
    chunks.find(({ isEntry }) => isEntry),
  );
  const own = listFiles(chunks, entry).filter((file) => !page.includes(file));
  return own
    .map(
      (file) =>
        `  <link rel="${file.endsWith('.css') ? 'preload" as="style' : 'modulepreload'}" crossorigin href="/${file}">\n  `,
    )
    .join('');
}

/** A chunk, its styles, and the same of what it imports. */
function listFiles(chunks: Rolldown.OutputChunk[], chunk: Rolldown.OutputChunk | undefined, found = new Set<string>()) {
  if (chunk && !found.has(chunk.fileName)) {
    found.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    for (const name of chunk.imports)
      listFiles(
        chunks,
        chunks.find(({ fileName }) => fileName === name),
        found,
      );
  }
  return [...found];
}

/** The styles of the frame stand in the HTML: the first paint waits for nothing else. */
function inlineStyles(html: string, dist: string): string {
  return html.replace(
    /<link rel="stylesheet" crossorigin href="([^"]+)">/,
    (_link, path: string) => `<style>${readFileSync(join(dist, path), 'utf8').trim()}</style>`,
  );
}

/** What stands in the HTML, as a Content Security Policy names it. */
function hashInline(html: string) {
  const hash = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(
      ([, text = '']) => `sha256-${createHash('sha256').update(text).digest('base64')}`,
    );
  return { scripts: hash('script'), styles: hash('style') };
}

function compress(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  );
}
