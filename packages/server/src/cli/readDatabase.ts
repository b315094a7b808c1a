import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { failed } from './readFlags.ts';

export type Database =
  /** `role`: the database role to work as. Without one: the default role, if it can be used. */
  { kind: 'postgres'; url: string; role?: string } | { kind: 'pglite'; folder: string };

type Env = Record<string, string | undefined>;

const URL_FORM = 'postgres://user:password@host:5432/name';

/**
 * The flag, else DATABASE_URL, else the folder `.onevault`; the role from its flag, else ONEVAULT_DATABASE_ROLE. In
 * production there is no default: a server whose variable is missing would store events where nobody looks for them.
 */
export function readDatabase(flag: string | undefined, env: Env, roleFlag?: string): Database {
  const source = flag === undefined && env.DATABASE_URL ? 'DATABASE_URL' : '--database';
  const text = flag ?? (env.DATABASE_URL || undefined);
  if (text === undefined) {
    if (env.NODE_ENV !== 'production') return { kind: 'pglite', folder: '.onevault' };
    throw failed(
      'DATABASE_URL',
      'it is not set, and in production (NODE_ENV) there is no default',
      `DATABASE_URL=${URL_FORM}, or --database <folder> for the embedded database`,
    );
  }
  if (text === 'memory') {
    throw failed(source, 'memory is for tests', 'a postgres:// url or a folder, or onevault-mock-server');
  }
  if (/^postgres(ql)?:/i.test(text)) {
    checkUrl(source, text);
    const role = roleFlag ?? (env.ONEVAULT_DATABASE_ROLE || undefined);
    return { kind: 'postgres', url: text, ...(role !== undefined && { role }) };
  }
  // One letter and a colon is a drive of Windows.
  if (text.trim() === '' || text.includes('://') || /^[a-z][a-z0-9+.-]+:/i.test(text)) {
    throw failed(source, 'this server does not support that database', 'a postgres:// url or a folder');
  }
  return { kind: 'pglite', folder: text };
}

/** The message names no part of the url: any of it may be the password. */
function checkUrl(source: string, text: string): void {
  if (!/^postgres(ql)?:\/\/./i.test(text)) throw failed(source, 'the url names no host and no database', URL_FORM);
  const escaped = 'its special characters as %40 for @, %2F for /, %23 for #, %25 for %';
  if (!URL.canParse(text)) throw failed(source, 'the url is not valid', `${URL_FORM}; a password needs ${escaped}`);
  const { username, password, pathname, hostname, hash, searchParams } = new URL(text);
  try {
    for (const part of [username, password, pathname, hostname]) decodeURIComponent(part);
  } catch {
    throw failed(source, 'the url has a % that encodes nothing', `${URL_FORM}; a password needs ${escaped}`);
  }
  if (hash !== '') throw failed(source, 'the url ends at a #', `${URL_FORM}; a password needs ${escaped}`);
  if (hostname === '' && pathname.replaceAll('/', '') === '' && !searchParams.has('host')) {
    throw failed(source, 'the url names no host and no database', URL_FORM);
  }
}

/** The parts of a postgres:// url, with the defaults of the driver. */
export interface PostgresPlace {
  /** With the port, or a socket's folder. */
  host: string;
  name: string;
  user: string;
}

export function toPostgresPlace(url: string, env: Env = process.env): PostgresPlace {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const host = decodeURIComponent(hostname) || searchParams.get('host') || env.PGHOST || 'localhost';
  const user = decodeURIComponent(username) || searchParams.get('user') || env.PGUSER || ownName();
  const name = decodeURIComponent(pathname.slice(1)) || env.PGDATABASE || user;
  return { host: host.startsWith('/') ? host : `${host}:${port || env.PGPORT || 5432}`, name, user };
}

/** For people, without a password: `pglite, /srv/.onevault`, `postgres, localhost:5432/shop as onevault`. */
export function describeDatabase(database: Database): string {
  if (database.kind === 'pglite') return `pglite, ${resolve(database.folder)}`;
  const { host, name, user } = toPostgresPlace(database.url);
  return `postgres, ${host}/${name} as ${user}`;
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user may have no name.
    return '';
  }
}
