// Part of the build: the tracker's scripts, which the server hands to pages at `/sdk/`, compressed and with their hashes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const NAMES = ['onevault.min.js', 'onevault.full.min.js', 'onevault.inspector.js', 'onevault.privacy-status.js'];
const to = new URL('dist/sdk/', import.meta.url);
const manifest = fileURLToPath(import.meta.resolve('@onevault/tracker/package.json'));
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));

mkdirSync(to, { recursive: true });
const files = NAMES.map((name) => {
  const bytes = readFileSync(`${dirname(manifest)}/dist/${name}`);
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(new URL(name, to), bytes);
  writeFileSync(new URL(`${name}.gz`, to), gzip);
  writeFileSync(new URL(`${name}.br`, to), brotliCompressSync(bytes));
  const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
  return { name, bytes: bytes.length, gzip_bytes: gzip.length, integrity };
});
// For `onevault-server sdk`: a page has it inline.
const snippet = readFileSync(`${dirname(manifest)}/dist/onevault.snippet.js`, 'utf8').trim();
writeFileSync(new URL('sdk.json', to), `${JSON.stringify({ version, files, snippet })}\n`);
