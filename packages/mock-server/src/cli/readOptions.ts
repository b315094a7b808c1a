import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_RATE_LIMIT } from '../service/createService.ts';
import type { GivenKey } from '../service/keys.ts';
import { StartError } from './startError.ts';

export interface CliOptions {
  command: 'serve' | 'help' | 'version';
  port: number;
  host: string;
  database: Database;
  keys: GivenKey[];
  rateLimit: number;
  mock: boolean;
  quiet: boolean;
  files: Record<string, string>;
  allowOrigins: string[] | null;
}

export type Database = { kind: 'memory' } | { kind: 'postgres'; url: string } | { kind: 'pglite'; folder: string };

export const HELP = `onevault-mock-server: the reference server of the OneVault tracking API

  --port <number>           Port to listen on; 0 takes a free one. Default 8000
  --host <address>          Address to listen on. Default 127.0.0.1
  --database <where>        A postgres:// url, a folder (embedded database), or "memory".
                            Default DATABASE_URL, else the folder .onevault
  --key <customer>:<token>  A key of a customer; with ":write" behind it, it can only post events.
                            Repeatable. Default demo:ovt_demo, in production none
  --rate-limit <number>     Requests a minute per customer and address; 0 is no limit. Default ${DEFAULT_RATE_LIMIT}
  --mock, --no-mock         Controls for tests under /mock/. Default on, in production off
  --serve <prefix>=<path>   Serves a folder, or one file, beside the API. Repeatable
  --allow-origin <origin>   Only pages of these origins may call the API. Repeatable. Default any
  --quiet                   Prints only the ready line, warnings and errors
  --help, --version

NODE_ENV=production turns the default key and the mock controls off.
`;

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  database: { type: 'string' },
  key: { type: 'string', multiple: true },
  'rate-limit': { type: 'string' },
  mock: { type: 'boolean' },
  'no-mock': { type: 'boolean' },
  serve: { type: 'string', multiple: true },
  'allow-origin': { type: 'string', multiple: true },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const DEMO_KEY: GivenKey = { customerId: 'demo', token: 'ovt_demo', scope: 'full' };

/** Command line and environment to options; throws a `StartError` that says what to write instead. */
export function readOptions(args: string[], env: Record<string, string | undefined>): CliOptions {
  const flags = readFlags(args);
  const isProduction = env.NODE_ENV === 'production';
  if (flags.mock && flags['no-mock']) throw failed('--mock', 'it contradicts --no-mock', 'one of the two');
  if (flags.mock && isProduction) {
    throw failed('--mock', 'mock controls are never open with NODE_ENV=production', 'it without --mock');
  }
  const keys = flags.key?.map(readKey) ?? (isProduction ? [] : [DEMO_KEY]);
  return {
    command: flags.help ? 'help' : flags.version ? 'version' : 'serve',
    port: readInteger('--port', flags.port ?? '8000', 65_535),
    host: flags.host ?? '127.0.0.1',
    database: readDatabase(flags.database ?? (env.DATABASE_URL || '.onevault')),
    keys,
    rateLimit: readInteger('--rate-limit', flags['rate-limit'] ?? String(DEFAULT_RATE_LIMIT), 1_000_000_000),
    mock: flags['no-mock'] ? false : (flags.mock ?? !isProduction),
    quiet: flags.quiet ?? false,
    files: Object.fromEntries((flags.serve ?? []).map(readServe)),
    allowOrigins: flags['allow-origin']?.map(readOrigin) ?? null,
  };
}

function readFlags(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: false }).values;
  } catch (error) {
    // Node's message may repeat an argument; a key behind a mistyped flag must not end up in a log.
    const code = (error as NodeJS.ErrnoException).code;
    const flag = /'(--?[\w-]+)/.exec((error as Error).message)?.[1];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw failed(flag ?? 'a flag', 'there is no such flag', '--help');
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
      throw failed(flag ?? 'a flag', 'its value is missing or not wanted', '--help');
    throw failed('the command line', 'it holds something that is not a flag', '--help');
  }
}

function readInteger(flag: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw failed(flag, `"${text}" is not a whole number from 0 to ${max}`, `${flag} <number>`);
  return value;
}

function readDatabase(text: string): Database {
  if (text === 'memory') return { kind: 'memory' };
  if (/^postgres(ql)?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw failed('--database', 'the url is not valid', 'postgres://user@host:5432/name');
    return { kind: 'postgres', url: text };
  }
  if (text === '' || text.includes('://')) {
    throw failed(
      '--database',
      'it is none of the databases this server knows',
      'a postgres:// url, a folder, or memory',
    );
  }
  return { kind: 'pglite', folder: text };
}

// The token may hold colons; the customer may not. What is wrong is said without repeating the token.
function readKey(text: string): GivenKey {
  const [, customerId, token, write] = /^([^:\s]+):(\S+?)(:write)?$/.exec(text) ?? [];
  const isPrintable = /^[\x21-\x7e]*$/.test(text);
  if (!customerId || !token || !isPrintable) {
    throw failed(
      '--key',
      'it is not of that form, or holds a space',
      '--key <customer>:<token> or <customer>:<token>:write',
    );
  }
  return { customerId, token, scope: write ? 'write' : 'full' };
}

function readServe(text: string): [prefix: string, path: string] {
  const at = text.indexOf('=');
  const [prefix, path] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0 || !/^\/[\w./-]+$/.test(prefix) || path === '') {
    throw failed('--serve', `"${text}" is not of that form`, '--serve /shop=path/to/folder');
  }
  if (!existsSync(path)) throw failed('--serve', `there is no "${path}"`, 'the path of a folder or file');
  return [prefix, path];
}

function readOrigin(text: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text) {
    throw failed('--allow-origin', `"${text}" is not an origin`, '--allow-origin https://shop.example');
  }
  return text;
}

function failed(what: string, reason: string, instead: string): StartError {
  return new StartError(`[OneVault] Failed to read ${what}: ${reason}. Try ${instead}.`);
}
