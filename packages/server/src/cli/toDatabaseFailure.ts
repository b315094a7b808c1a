import { EngineUnavailable } from '../engine/port.ts';
import { sqlStateOf } from '../engine/sql/connection.ts';
import { type Database, describeDatabase, type PostgresPlace, toPostgresPlace } from './readDatabase.ts';
import { StartError } from './startError.ts';

/** What an error means for the operator: the reason, and what to try. */
type Explanation = [reason: string, instead: string];

/**
 * An error of a database in words for the operator: what is wrong, at which database, and what to try. Errors that
 * are written for the operator already stay as they are.
 */
export function toDatabaseFailure(error: unknown, database: Database, what = 'open the database'): Error {
  const { message } = error as Error;
  if (error instanceof StartError || message.startsWith('[OneVault]')) return error as Error;
  const [reason, instead] =
    (database.kind === 'postgres'
      ? explainPostgres(error, toPostgresPlace(database.url))
      : explainFolder(error, database.folder)) ?? explainOther(error as Error);
  return new StartError(`[OneVault] Failed to ${what} (${describeDatabase(database)}): ${reason}. Try ${instead}.`, {
    cause: error,
  });
}

function explainPostgres(error: unknown, place: PostgresPlace): Explanation | undefined {
  const explain = POSTGRES[findCode(error) ?? ''];
  return explain?.(place, messageOf(error)) ?? explainText(messageOf(error), place);
}

const PASSWORD = 'the password in the url, with its special characters as %40 for @, %2F for /, %25 for %';

/** By SQLSTATE, or by the code of the system. */
const POSTGRES: Record<string, (place: PostgresPlace, message: string) => Explanation> = {
  '28P01': ({ user }) => [`the password of the user ${user} is wrong, or there is no such user`, PASSWORD],
  '28000': (_place, message) => [message, 'a user that may log in from this machine, or another rule in pg_hba.conf'],
  '3D000': ({ name }) => [
    `there is no database ${name}`,
    `another name in the url, or createdb --encoding=UTF8 --template=template0 ${name}`,
  ],
  '42501': ({ name, user }, message) => [
    `the user ${user} lacks a right (${message})`,
    `grant create on database ${name} to ${user}, or the user that owns its tables: docs/operations.md, "Install"`,
  ],
  '53300': () => ['it has no connection left', 'fewer servers and workers, or a higher max_connections'],
  '57P03': (_place, message) => [message, 'again in a moment'],
  '53100': () => ['its disk is full', 'freeing space there'],
  '25006': () => ['it is read-only', 'the address of the primary, or set it back to read-write'],
  ECONNREFUSED: ({ host }) => [`nothing listens on ${host}`, 'starting PostgreSQL, or another host and port'],
  ENOENT: ({ host }) => [`there is no socket in ${host}`, 'starting PostgreSQL, or another host'],
  ENOTFOUND: ({ host }) => [`the host ${host} is unknown`, 'the right name of the host in the url'],
  EAI_AGAIN: ({ host }) => [`the name of the host ${host} cannot be looked up`, 'another name, or the address'],
  EHOSTUNREACH: ({ host }) => [`there is no way to ${host}`, 'another host, or the network and its firewall'],
  ENETUNREACH: ({ host }) => [`there is no way to ${host}`, 'another host, or the network and its firewall'],
  ETIMEDOUT: ({ host }) => [`${host} does not answer`, 'another host, or the network and its firewall'],
};

/** Errors of the driver that have no code. */
function explainText(message: string, { host, user }: PostgresPlace): Explanation | undefined {
  if (/timeout|did not answer/i.test(message)) {
    return [`${host} did not answer in time`, 'again when it answers, or another host and port'];
  }
  if (/password must be a string/.test(message)) {
    return [
      `it wants a password for the user ${user}, and the url has none`,
      'postgres://user:password@host:5432/name',
    ];
  }
  if (/does not support SSL/.test(message)) return ['it does not speak TLS', 'the url without sslmode'];
  if (/certificate|self-signed/i.test(message)) {
    return [`its certificate is not trusted (${message})`, 'sslrootcert=<file> in the url, or NODE_EXTRA_CA_CERTS'];
  }
  return undefined;
}

function explainFolder(error: unknown, folder: string): Explanation | undefined {
  return FOLDER[findCode(error) ?? '']?.(folder);
}

const FOLDER: Record<string, (folder: string) => Explanation> = {
  EACCES: () => ['this user may not read and write there', 'the user who owns the folder, or another folder'],
  EPERM: () => ['this user may not read and write there', 'the user who owns the folder, or another folder'],
  EROFS: () => ['its disk is read-only', 'a folder on another disk'],
  ENOTDIR: () => ['a part of the path is a file', 'a folder'],
  EEXIST: () => ['it is a file', 'a folder'],
  EISDIR: () => ['it has a folder where a file should be', 'another folder'],
  ENOENT: () => ['a folder above it does not exist and cannot be created', 'another folder'],
  ENOSPC: () => ['its disk is full', 'freeing space, or a folder on another disk'],
};

function explainOther(error: Error): Explanation {
  const isAway = error instanceof EngineUnavailable;
  return [messageOf(error), isAway ? 'again when it answers' : 'onevault-server doctor with the same database'];
}

/** The first SQLSTATE or system code of an error and its causes. */
function findCode(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as NodeJS.ErrnoException;
    const state = sqlStateOf(one) ?? (typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? code : undefined);
    if (state !== undefined) return state;
  }
  return undefined;
}

/** One line, without a period at its end. */
function messageOf(error: unknown): string {
  const { message } = error as Error;
  return (message || String(error)).replace(/\s+/g, ' ').replace(/\.$/, '');
}
