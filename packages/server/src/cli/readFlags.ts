import { type ParseArgsConfig, parseArgs } from 'node:util';
import { StartError } from './startError.ts';

type FlagSpec = NonNullable<ParseArgsConfig['options']>;

export type Database =
  /** `role`: the database role to work as. Without one: the default role, if it can be used. */
  { kind: 'postgres'; url: string; role?: string } | { kind: 'pglite'; folder: string };

/**
 * Parses flags. Throws a `StartError` that never repeats a value, so that a key behind a mistyped flag stays out of
 * logs. `elsewhere` maps flags of another program to what to try instead.
 */
export function readFlags<T extends FlagSpec>(args: string[], options: T, elsewhere: Record<string, string> = {}) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const flag = /'(--?[\w-]+)/.exec((error as Error).message)?.[1];
    const instead = elsewhere[flag?.replace(/^--/, '') ?? ''];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && instead) {
      throw failed(flag ?? 'a flag', 'this program does not have it', instead);
    }
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw failed(flag ?? 'a flag', 'there is no such flag', '--help');
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
      throw failed(flag ?? 'a flag', 'its value is missing, or it takes none', '--help');
    throw failed('the command line', 'an argument is not a flag', '--help');
  }
}

export function readInteger(flag: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw failed(flag, `"${text}" is not a whole number from 0 to ${max}`, `${flag} <number>`);
  return value;
}

/** The flag, else DATABASE_URL, else the folder `.onevault`; the role from its flag, else ONEVAULT_DATABASE_ROLE. */
export function readDatabase(
  flag: string | undefined,
  env: Record<string, string | undefined>,
  roleFlag?: string,
): Database {
  const text = flag ?? (env.DATABASE_URL || '.onevault');
  if (text === 'memory') {
    throw failed('--database', 'memory is for tests', 'a postgres:// url or a folder, or onevault-mock-server');
  }
  if (/^postgres(ql)?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw failed('--database', 'the url is not valid', 'postgres://user@host:5432/name');
    const role = roleFlag ?? (env.ONEVAULT_DATABASE_ROLE || undefined);
    return { kind: 'postgres', url: text, ...(role !== undefined && { role }) };
  }
  if (text === '' || text.includes('://')) {
    throw failed('--database', 'this server does not support that database', 'a postgres:// url or a folder');
  }
  return { kind: 'pglite', folder: text };
}

export function failed(what: string, reason: string, instead: string): StartError {
  return new StartError(`[OneVault] Failed to read ${what}: ${reason}. Try ${instead}.`);
}
