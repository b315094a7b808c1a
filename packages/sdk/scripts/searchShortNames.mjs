/**
 * Searches the names for our own properties with which the small script tag compresses best, and writes
 * shortNames.json. Run it when the check of the size fails by a few bytes: `node scripts/searchShortNames.mjs [seconds]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { brotliCompressSync } from 'node:zlib';
import { rollup } from 'rollup';
import { script } from '../rollup.config.mjs';

const FILE = new URL('../shortNames.json', import.meta.url);
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$'];

const seconds = Number(argv[2] ?? 120);
const end = Date.now() + seconds * 1000;

let best = JSON.parse(readFileSync(FILE, 'utf8'));
let bestBytes = await weigh(best);
stdout.write(`${bestBytes} B at first\n`);
while (Date.now() < end) {
  const tried = swapTwo(best);
  const bytes = await weigh(tried);
  // As good is good enough: it gets the search off a plateau.
  if (bytes > bestBytes) continue;
  if (bytes < bestBytes) stdout.write(`${bytes} B\n`);
  best = tried;
  bestBytes = bytes;
  writeFileSync(FILE, `${JSON.stringify(best, null, 2)}\n`);
}

/** The bytes of the build with these names. */
async function weigh(names) {
  const config = script('onevault.min', 'iife', { ...names });
  const bundle = await rollup(config);
  const { output } = await bundle.generate(config.output);
  await bundle.close();
  return brotliCompressSync(output[0].code).length;
}

/** The same names, with one letter given to another property. */
function swapTwo(names) {
  const keys = Object.keys(names);
  const key = keys[Math.floor(Math.random() * keys.length)];
  const letter = LETTERS[Math.floor(Math.random() * LETTERS.length)];
  const holder = keys.find((other) => names[other] === letter);
  return { ...names, ...(holder && { [holder]: names[key] }), [key]: letter };
}
