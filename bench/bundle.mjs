/** The size of the SDK. */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { report } from './shared/report.mjs';

for (const name of ['onevault.min.js', 'onevault.full.min.js']) {
  const file = readFileSync(new URL(`../packages/sdk/dist/${name}`, import.meta.url));
  report(name, [
    { what: 'uncompressed', value: file.length, unit: 'bytes' },
    { what: 'gzip -9', value: gzipSync(file, { level: 9 }).length, unit: 'bytes' },
    { what: 'brotli -11', value: brotliCompressSync(file).length, unit: 'bytes' },
  ]);
}
