import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { basename } from 'node:path';
import { argv, stdout } from 'node:process';

/** Before the measurement: afterwards it would be its own. */
const LOAD = loadavg()[0] ?? Number.NaN;

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {number} value
 * @property {string} unit
 * @property {string} [wanted] such as `< 10` or `≥ 5,000`; compared with the value
 */

/**
 * Prints a small table for people, and the same as one line of JSON for programs.
 *
 * @param {string} name
 * @param {Row[]} rows
 * @param {Record<string, unknown>} [about] the conditions, for who publishes the line: versions, number of runs
 */
export function report(name, rows, about = {}) {
  const shown = rows.map(({ what, value, unit, wanted }) => ({
    what,
    value: `${round(value)} ${unit}`.trim(),
    wanted: wanted ? `${wanted} ${isMet(value, wanted) ? '✓' : '✗'}` : '',
  }));
  const width = (/** @type {'what' | 'value'} */ key) => Math.max(...shown.map((row) => row[key].length));
  stdout.write(`\n${name} (Node ${process.versions.node}, ${cpus().length} cores)\n`);
  for (const { what, value, wanted } of shown) {
    stdout.write(`  ${what.padEnd(width('what'))}  ${value.padStart(width('value'))}  ${wanted}\n`);
  }
  const line = { name, ...readConditions(), ...about, rows: rows.map((row) => ({ ...row, value: round(row.value) })) };
  stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * @param {number[]} values
 * @param {number} share 0.5 for the median
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** What a number means little without. */
function readConditions() {
  return {
    script: basename(argv[1] ?? ''),
    at: new Date().toISOString(),
    node: process.versions.node,
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGib: Math.round(totalmem() / 2 ** 30),
      system: `${type()} ${release().replace(/-.*/, '')}`,
    },
    /** Programs that ran or waited in the minute before. */
    load: round(LOAD),
  };
}

/** Two decimals below a hundred, whole numbers above. @param {number} value */
function round(value) {
  return Math.abs(value) < 100 ? Math.round(value * 100) / 100 : Math.round(value);
}

/** Whether a limit is reached. @param {number} value @param {string} wanted */
export function isMet(value, wanted) {
  const [, sign, number] = /^([<≤>≥])\s*([\d.,]+)/.exec(wanted) ?? [];
  const limit = Number(number?.replaceAll(',', ''));
  if (sign === '≥' || sign === '>') return sign === '>' ? value > limit : value >= limit;
  return sign === '<' ? value < limit : value <= limit;
}
