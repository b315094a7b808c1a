/** The page of measurements is what its script makes of the results, and the README quotes nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLines } from '../bench/publish/readLines.mjs';
import { renderBenchmarks } from '../bench/publish/renderBenchmarks.mjs';
import { findKind } from '../bench/publish/reports.mjs';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const results = JSON.parse(read('docs/benchmarks/results.json'));
/** A number of the README that was measured: with a unit of size, time or rate. */
const MEASURED = /\b\d[\d,.]*(?:\s|&nbsp;)(?:bytes|B|Ki?B|Mi?B|Gi?B|ms|µs|s|%|(?:events|requests)\/s)(?!\w)/g;

test('the page and its pictures are what `node bench/publish.mjs` writes', () => {
  const files = renderBenchmarks(results);
  expect(readdirSync(new URL('../docs/benchmarks', import.meta.url)).sort()).toEqual(
    [...Object.keys(files), 'results.json'].sort(),
  );
  for (const [name, content] of Object.entries(files)) {
    expect(read(`docs/benchmarks/${name}`), `${name}: please run \`node bench/publish.mjs\``).toBe(content);
  }
});

test('every result has its place on the page, once', () => {
  const kinds = results.map(findKind);
  expect(kinds).not.toContain(undefined);
  expect(new Set(kinds).size).toBe(kinds.length);
});

test('every measured number of the README is on the page', () => {
  const quoted = read('README.md').match(MEASURED) ?? [];
  expect(quoted.length).toBeGreaterThan(1);
  const page = read('docs/benchmarks/README.md').replaceAll('\u00a0', ' ');
  expect(quoted.filter((number) => !page.includes(number))).toEqual([]);
});

test('a picture has a name, bars as long as their numbers, and nothing that breaks XML', () => {
  const line = {
    name: 'A <fast> & small one',
    topic: 'arrives',
    better: 'more' as const,
    full: 20,
    script: 'one.mjs',
    at: '2026-12-01T00:00:00.000Z',
    node: '20.0.0',
    machine: { processor: 'P', cores: 2, memoryGib: 8, system: 'S' },
    load: 3,
    rows: [
      { what: 'OneVault', value: 10, unit: 'of 20' },
      { what: 'Other', value: 20, unit: 'of 20' },
    ],
  };
  const files = renderBenchmarks([line]);
  const svg = String(files['arrives.svg']);
  expect(svg).toContain('A &lt;fast&gt; &amp; small one');
  expect(svg).toMatch(/<title id="title">\S/);
  const [ours = 0, other = 0] = Array.from(svg.matchAll(/class="bar[^"]*" .*?width="([\d.]+)"/g), ([, width]) =>
    Number(width),
  );
  expect(other).toBeGreaterThan(0);
  expect(ours / other).toBeCloseTo(0.5, 2);
  const page = String(files['README.md']);
  expect(page).toContain('Others are better than ours here');
  expect(page).toContain('- A <fast> & small one: Other 20 of 20; ours 10 of 20.');
  expect(page).toContain('so the machine was busy');
});

test('a line that does not say when and where is not published', () => {
  expect(() => readLines('text\n{"name":"x","rows":[]}')).toThrow('does not say when and where');
});
