import { type ParseArgsConfig, parseArgs } from 'node:util';
import { findNearest } from './findNearest.ts';
import { StartError } from './startError.ts';

export type FlagSpec = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses flags. Throws a `StartError` that never repeats a value, so that a key behind a mistyped flag stays out of
 * logs. `elsewhere` maps flags of another program to what to try instead.
 */
export function readFlags<T extends FlagSpec>(args: string[], options: T, elsewhere: Record<string, string> = {}) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const flag = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1] ?? 'a flag';
    const name = flag.replace(/^-+/, '');
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const instead = elsewhere[name];
      if (instead) throw failed(flag, 'this program does not have it', instead);
      const near = findNearest(name, Object.keys(options));
      throw failed(flag, 'there is no such flag', near === undefined ? '--help' : `--${near}, or --help`);
    }
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
      throw options[name]?.type === 'string'
        ? failed(flag, 'its value is missing', `${flag} <value>`)
        : failed(flag, 'it takes no value', `${flag} alone`);
    }
    // Not the argument itself: it may be a key.
    const index = findStray(args, options);
    throw failed(
      'the command line',
      `argument ${index + 1} is not a flag`,
      'a flag with two dashes before it, or --help',
    );
  }
}

/** The index of the first argument that is neither a flag nor the value of one. */
function findStray(args: string[], options: FlagSpec): number {
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  return tokens.find(({ kind }) => kind === 'positional')?.index ?? 0;
}

export function readInteger(flag: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw failed(flag, `"${text}" is not a whole number from 0 to ${max}`, `${flag} <number>`);
  return value;
}

export function failed(what: string, reason: string, instead: string): StartError {
  return new StartError(`[OneVault] Failed to read ${what}: ${reason}. Try ${instead}.`);
}
