/** Prints the bytes of the script-tag build and fails above its budget. */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Brotli, for the tracker, its delivery engine and default auto-tracking. The aim was 5 KiB; see the README. */
const BUDGET_BYTES = 7_500;

const file = new URL('../dist/onevault.min.js', import.meta.url);
const code = readFileSync(file);
const sizes = { min: code.length, gzip: gzipSync(code, { level: 9 }).length, brotli: brotliCompressSync(code).length };

process.stdout.write(
  `onevault.min.js: ${sizes.min} B, gzip ${sizes.gzip} B, brotli ${sizes.brotli} B of ${BUDGET_BYTES}\n`,
);
if (sizes.brotli > BUDGET_BYTES) {
  process.stderr.write(`Failed to keep the budget: ${sizes.brotli - BUDGET_BYTES} bytes too many.\n`);
  process.exit(1);
}
