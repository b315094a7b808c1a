import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { ENVIRONMENTS } from '@onevault/contract';
import { DEFAULT_RATE_LIMIT } from '../service/createRateLimiter.ts';
import { toEnvironment } from '../service/environmentRule.ts';
import type { GivenKey } from '../service/keys.ts';
import type { LogFormat } from './createLog.ts';
import { failed, type readFlags, readInteger } from './readFlags.ts';
import { readLogFormat } from './readLogFormat.ts';
import { METRICS_FLAGS, type MetricsOptions, readMetrics } from './readMetrics.ts';
import { readSecretFile } from './readSecretFile.ts';
import { toOriginFailure } from './toOriginFailure.ts';

export interface ServerOptions {
  port: number;
  host: string;
  keys: GivenKey[];
  rateLimit: number;
  quiet: boolean;
  logFormat: LogFormat;
  /** Whether this process also processes background events. */
  worker: boolean;
  metrics: MetricsOptions | null;
  trustProxy: string[] | number | null;
  /** The header in which a trusted proxy names the country. */
  countryHeader: string | null;
  files: Record<string, string>;
  /** Files with secrets. */
  unserved: string[];
  allowOrigins: string[] | null;
}

/** `<customer>:<token>`, then `:write`, or the scope and an environment. */
const KEY = /^([^:\s]+):(\S+?)(?:(:write)|:(write|full):([a-z]+))?$/;

/** Flags that every server program has. */
export const SERVER_FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  database: { type: 'string' },
  'database-role': { type: 'string' },
  key: { type: 'string', multiple: true },
  'key-file': { type: 'string' },
  'rate-limit': { type: 'string' },
  serve: { type: 'string', multiple: true },
  'allow-origin': { type: 'string', multiple: true },
  'no-worker': { type: 'boolean' },
  ...METRICS_FLAGS,
  'trust-proxy': { type: 'string', multiple: true },
  'country-header': { type: 'string' },
  'log-format': { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Help text for these flags, except --database and --key: each program explains those itself. */
export const SERVER_FLAGS_HELP = `\
  --port <number>           Port to listen on; 0 takes a free one. Default 8000
  --host <address>          Address to listen on. Default 127.0.0.1
  --database-role <name>    The PostgreSQL role to work as, under row-level security; created if missing and
                            permitted. Default ONEVAULT_DATABASE_ROLE, else onevault_app
  --rate-limit <number>     Requests a minute per key and address; 0 is no limit. Default ${DEFAULT_RATE_LIMIT}
  --serve <prefix>=<path>   Serves a folder, or one file, beside the API. Repeatable
  --allow-origin <origin>   Only pages of these origins may call the API. Repeatable. Default any
  --no-worker               Leaves the processing of background events to worker processes
  --key-file <file>         Keys, one a line, so that ps does not show them. ONEVAULT_KEYS can hold them too
  --metrics-token <token>   /metrics requires this bearer token. Default ONEVAULT_METRICS_TOKEN
  --metrics-token-file <file>  The same from a file
  --metrics-port <number>   Serves /metrics on a separate port. Default the server's port; with
                            NODE_ENV=production /metrics is off unless a token or a port is given
  --trust-proxy <who>       Believe the X-Forwarded-For of these proxies: addresses (10.0.0.0/8, repeatable),
                            or how many stand in front. Default none
  --country-header <name>   The header in which a trusted proxy names the visitor's country, such as CF-IPCountry.
                            Needs --trust-proxy. Default none: the time zone tells
  --log-format <format>     plain, pretty or json. Default plain
  --quiet                   Prints only the ready line, warnings and errors
  --help, --version
`;

type ServerFlags = ReturnType<typeof readFlags<typeof SERVER_FLAGS>>;

/** Turns flags into options. Throws a `StartError` that says what to write instead. */
export function readServerOptions(
  flags: ServerFlags,
  env: Record<string, string | undefined>,
  { defaultKeys = [] }: { defaultKeys?: GivenKey[] } = {},
): ServerOptions {
  return {
    port: readInteger('--port', flags.port ?? '8000', 65_535),
    host: flags.host ?? '127.0.0.1',
    keys: readKeys(flags, env, defaultKeys),
    rateLimit: readInteger('--rate-limit', flags['rate-limit'] ?? String(DEFAULT_RATE_LIMIT), 1_000_000_000),
    quiet: flags.quiet ?? false,
    logFormat: readLogFormat(flags['log-format']),
    worker: !flags['no-worker'],
    metrics: readMetrics(flags, env, { isWithoutFlags: env.NODE_ENV !== 'production' }),
    trustProxy: readProxies(flags['trust-proxy']),
    countryHeader: readCountryHeader(flags['country-header'], flags['trust-proxy']),
    files: Object.fromEntries((flags.serve ?? []).map(readServe)),
    unserved: [flags['key-file'], flags['metrics-token-file']].filter((path) => path !== undefined),
    allowOrigins: flags['allow-origin']?.map(readOrigin) ?? null,
  };
}

/** The keys of the flags, the file and the environment together. */
function readKeys(flags: ServerFlags, env: Record<string, string | undefined>, defaultKeys: GivenKey[]): GivenKey[] {
  const keys = [
    ...(flags.key ?? []).map((text) => readKey('--key', text)),
    ...readSecretFile('--key-file', flags['key-file']).map((text) => readKey('--key-file', text)),
    ...(env.ONEVAULT_KEYS ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map((text) => readKey('ONEVAULT_KEYS', text)),
  ];
  return keys.length > 0 ? keys : defaultKeys;
}

// The token may hold colons, the customer id may not. An environment needs the scope before it, so that a token may end
// with `:test`. The error message must not repeat the token.
function readKey(source: string, text: string): GivenKey {
  const [, customerId, token, write, scope, named] = KEY.exec(text) ?? [];
  const isPrintable = /^[\x21-\x7e]*$/.test(text);
  if (!customerId || !token || !isPrintable) {
    const form = '<customer>:<token>, <customer>:<token>:write or <customer>:<token>:write:production';
    throw failed(source, 'it has another form, or a space', source === '--key' ? `--key ${form}` : form);
  }
  const environment = toEnvironment(named);
  if (named && !environment) throw failed(source, 'the environment at its end is unknown', ENVIRONMENTS.join(', '));
  const isWrite = write !== undefined || scope === 'write';
  return { customerId, token, scope: isWrite ? 'write' : 'full', ...(environment && { environment }) };
}

function readProxies(texts: string[] | undefined): string[] | number | null {
  if (!texts) return null;
  const [first = ''] = texts;
  if (texts.length === 1 && /^\d{1,2}$/.test(first)) return Number(first);
  for (const text of texts) {
    if (!isNetwork(text)) {
      throw failed(
        '--trust-proxy',
        `"${text}" is not an address`,
        '--trust-proxy 10.0.0.0/8, or the number of proxies',
      );
    }
  }
  return texts;
}

function readCountryHeader(name: string | undefined, proxies: string[] | undefined): string | null {
  if (name === undefined) return null;
  if (!/^[\w-]{1,100}$/.test(name)) {
    throw failed('--country-header', `"${name}" is not the name of a header`, '--country-header CF-IPCountry');
  }
  // Any visitor can write a header, so without a proxy it says nothing.
  if (!proxies) {
    throw failed('--country-header', 'no proxy is trusted', `--trust-proxy 1 --country-header ${name}`);
  }
  return name;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const family = isIP(address);
  const isBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
  return family !== 0 && isBits && more === undefined;
}

function readServe(text: string): [prefix: string, path: string] {
  const at = text.indexOf('=');
  const [prefix, path] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 0 || !/^\/[\w./-]+$/.test(prefix) || path === '') {
    throw failed('--serve', `"${text}" has another form`, '--serve /shop=path/to/folder');
  }
  if (!existsSync(path)) throw failed('--serve', `"${path}" does not exist`, 'the path of a folder or file');
  return [prefix, path];
}

function readOrigin(text: string): string {
  if (!/^https?:/.test(text) || !URL.canParse(text) || new URL(text).origin !== text) {
    throw toOriginFailure('--allow-origin', text, 'https://shop.example');
  }
  return text;
}
