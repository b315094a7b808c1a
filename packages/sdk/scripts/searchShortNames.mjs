/**
 * Searches the names for our own properties with which a script tag compresses best, and writes them to its file. Run it
 * when the check of the size fails by a few bytes: `node scripts/searchShortNames.mjs [min|auto] [seconds]`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { brotliCompressSync } from 'node:zlib';
import { rollup } from 'rollup';
import { script } from '../rollup.config.mjs';

/** Which entry, where its names are, and which letters are the names of something else: of a click's `x` and `y`. */
const TAGS = {
  min: { entry: 'iife', file: '../shortNames.json', taken: '' },
  auto: { entry: 'iifeAuto', file: '../shortNames.auto.json', taken: 'xy' },
};
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$'];
/** Of these there are enough; those that end alike compress best. */
const PAIRS = [...'abcdfghijklmnopqrstuvwxyz'].map((letter) => `${letter}e`);

const [, , tag = 'min', seconds = '120'] = argv;
const { entry, file, taken } = TAGS[/** @type {'min' | 'auto'} */ (tag)];
const path = new URL(file, import.meta.url);
const end = Date.now() + Number(seconds) * 1000;

// Built once, each property with its long name, in whose place the others are put: a build for each would take a second.
const long = await build(Object.fromEntries(listNames().map((name) => [name, `long${name}`])));
const parts = long.split(/\blong(_\w+)/);
const names = [...new Set(parts.filter((_, at) => at % 2))];
const letters = LETTERS.filter((letter) => !taken.includes(letter));
const free = [...letters, ...PAIRS].slice(0, Math.max(letters.length, names.length));

/** @type {Record<string, string>} */
const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
let best = complete(known);
let bestBytes = weigh(best);
stdout.write(`${bestBytes} B at first\n`);
while (Date.now() < end) {
  const tried = swapTwo(best);
  const bytes = weigh(tried);
  // As good is good enough: it gets the search off a plateau.
  if (bytes > bestBytes) continue;
  if (bytes < bestBytes) stdout.write(`${bytes} B\n`);
  best = tried;
  bestBytes = bytes;
}
const sorted = Object.fromEntries(Object.entries(best).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(sorted, null, 2)}\n`);
stdout.write(`${brotliCompressSync(await build({ ...sorted })).length} B as built\n`);

/** @param {Record<string, string>} cache */
async function build(cache) {
  const config = script('search', entry, cache);
  const bundle = await rollup(config);
  const { output } = await bundle.generate(config.output);
  await bundle.close();
  return output[0].code;
}

/** All names of our own properties. */
function listNames() {
  const src = new URL('../src/', import.meta.url);
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => readFileSync(new URL(name, src), 'utf8').match(/\b_[a-z]\w*/gi) ?? []);
}

/** @param {Record<string, string>} some */
function complete(some) {
  const left = new Set(free);
  for (const name of names) left.delete(some[name]);
  const rest = [...left];
  return Object.fromEntries(names.map((name) => [name, some[name] ?? rest.shift()]));
}

/** @param {Record<string, string>} tried */
function weigh(tried) {
  return brotliCompressSync(parts.map((part, at) => (at % 2 ? tried[part] : part)).join('')).length;
}

/** The same names, with one given to another property. @param {Record<string, string>} current */
function swapTwo(current) {
  const name = names[Math.floor(Math.random() * names.length)];
  const next = free[Math.floor(Math.random() * free.length)];
  const holder = names.find((other) => current[other] === next);
  return { ...current, ...(holder && { [holder]: current[name] }), [name]: next };
}
