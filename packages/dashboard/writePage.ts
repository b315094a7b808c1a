import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Writes what the server needs besides the files: the paths of the views (`page.json`), and each file compressed. */
export function writePage(): Plugin {
  let dist = '';
  let views: string[] = [];
  return {
    name: 'write-page',
    apply: 'build',
    configResolved({ root, build }) {
      dist = join(root, build.outDir);
      // The folder of a view is the path of it.
      views = readdirSync(join(root, 'src', 'views'));
    },
    closeBundle() {
      const paths = ['/', ...views.map((name) => `/${name}`)];
      writeFileSync(join(dist, 'page.json'), `${JSON.stringify({ paths })}\n`);
      for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
        if (/\.(html|js|css|svg)$/.test(name)) compress(join(dist, name));
      }
    },
  };
}

function compress(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  );
}
