/** The size of the SDK, and of the same beside peers: each with its start, bundled and minified by the same tool. */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { readTrackers } from './shared/readTrackers.mjs';
import { report } from './shared/report.mjs';

for (const name of ['onevault.min.js', 'onevault.full.min.js']) {
  const file = readFileSync(new URL(`../packages/sdk/dist/${name}`, import.meta.url));
  report(name, [
    { what: 'uncompressed', value: file.length, unit: 'bytes' },
    { what: 'gzip -9', value: gzipSync(file, { level: 9 }).length, unit: 'bytes' },
    { what: 'brotli -11', value: brotliCompressSync(file).length, unit: 'bytes' },
  ]);
}
const trackers = Object.entries(await readTrackers());
report(
  'Bytes of the script, brotli',
  trackers.map(([name, { code }]) => ({ what: name, value: brotliCompressSync(code).length, unit: 'bytes' })),
  {
    topic: 'page',
    better: 'less',
    versions: Object.fromEntries(trackers.map(([name, { version }]) => [name, version])),
  },
);
