/** Writes the files generated from packages/contract/pipeline: `npx pnpm@12.21.0 run generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT, renderPipeline } from './renderPipeline.mjs';

for (const [path, text] of renderPipeline()) {
  const file = new URL(path, ROOT);
  if (text === readIfThere(file)) continue;
  writeFileSync(file, text);
  process.stdout.write(`wrote ${path}\n`);
}

/** @param {URL} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
