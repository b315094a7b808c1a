/**
 * Writes the page of measurements, `docs/benchmarks`, with its pictures, from the JSON lines that the scripts print:
 * `node bench/delivery.mjs | node bench/publish.mjs`, or `node bench/publish.mjs FILE…`. A line replaces the older one of
 * its kind; without new ones the page is only written again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { argv, stderr, stdin, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { readLines } from './publish/readLines.mjs';
import { renderBenchmarks } from './publish/renderBenchmarks.mjs';
import { findKind } from './publish/reports.mjs';

const FOLDER = new URL('../docs/benchmarks/', import.meta.url);
const RESULTS = new URL('results.json', FOLDER);

const files = argv.slice(2);
let text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
if (files.length === 0 && !stdin.isTTY) for await (const chunk of stdin) text += chunk;

/** @type {import('./publish/readLines.mjs').Line[]} */
const known = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : [];
const results = new Map(known.map((line) => [findKind(line), line]));
for (const line of readLines(text)) {
  const kind = findKind(line);
  if (kind) results.set(kind, line);
  stderr.write(kind ? `published: ${line.name}\n` : `not on the page: ${line.name}\n`);
}
const lines = [...results.values()];
mkdirSync(FOLDER, { recursive: true });
writeFileSync(RESULTS, `${JSON.stringify(lines, null, 2)}\n`);
for (const [name, content] of Object.entries(renderBenchmarks(lines))) writeFileSync(new URL(name, FOLDER), content);
stdout.write(`Wrote ${fileURLToPath(FOLDER)}\n`);
