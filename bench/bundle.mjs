/** What the SDK weighs. */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { report } from './shared/report.mjs';

const file = readFileSync(new URL('../packages/sdk/dist/onevault.min.js', import.meta.url));
report('onevault.min.js', [
  { what: 'as it is', value: file.length, unit: 'bytes' },
  { what: 'gzip -9', value: gzipSync(file, { level: 9 }).length, unit: 'bytes' },
  { what: 'brotli -11', value: brotliCompressSync(file).length, unit: 'bytes' },
]);
