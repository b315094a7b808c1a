import { argv } from 'node:process';

/**
 * A number from the command line: `--events 100000`.
 *
 * @param {string} name
 * @param {number} byDefault
 */
export function readOption(name, byDefault) {
  const at = argv.indexOf(`--${name}`);
  if (at < 0) return byDefault;
  const value = Number(argv[at + 1]);
  if (!Number.isFinite(value)) throw new Error(`Failed to read --${name}: ${argv[at + 1]} is not a number.`);
  return value;
}
