import { EngineUnavailable } from '../port.ts';
import { FIXED_PATH, quoteName, type Row, type SqlConnection, type SqlSession } from '../sql/connection.ts';
import { toUnavailable } from '../sql/toUnavailable.ts';
import { checkDataFolder, damaged } from './checkDataFolder.ts';
import { checkDiskRoom } from './checkDiskRoom.ts';
import type { Question } from './pgliteThread.mjs';
import { type PgliteThread, startPgliteThread } from './startPgliteThread.ts';

export interface PgliteConnectionOptions {
  /** The files of an empty database. Default: those that the build has made. */
  emptyDatabase?: string;
  /** The time limit of a statement, after which the database is restarted. Default 30 s. */
  statementTimeoutMs?: number;
  /** The minimum of free disk space. Default 64 MiB. */
  minFreeBytes?: number;
}

export interface PgliteConnection extends SqlConnection {
  /** Stops the database for good, because the folder is no longer ours. */
  abandon(reason: string): Promise<void>;
}

/** Longer than any statement takes on a busy laptop. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** For statements over all events of a customer, and for installing the schema. */
const LONG_TIMEOUT_MS = 30 * 60_000;
/**
 * Connects to PGlite. Statements run one at a time, in the order of the calls. If a database in a folder stops or hangs,
 * the next statement restarts it with everything that was committed.
 */
export async function connectPglite(
  dataDir: string | undefined,
  { emptyDatabase, statementTimeoutMs = STATEMENT_TIMEOUT_MS, minFreeBytes }: PgliteConnectionOptions = {},
): Promise<PgliteConnection> {
  let thread = await open();
  let role: string | undefined;
  let abandoned: EngineUnavailable | undefined;

  async function open(): Promise<PgliteThread> {
    if (dataDir === undefined) return startPgliteThread(undefined, emptyDatabase);
    checkDiskRoom(dataDir, minFreeBytes);
    checkDataFolder(dataDir);
    try {
      return await startPgliteThread(dataDir, emptyDatabase);
    } catch (error) {
      throw damaged(dataDir, `it cannot be started (${(error as Error).message})`);
    }
  }

  async function restart(): Promise<void> {
    try {
      thread = await open();
    } catch (error) {
      throw new EngineUnavailable((error as Error).message, { cause: error });
    }
    await ask({ text: role === undefined ? FIXED_PATH : `${FIXED_PATH}; ${setRole(role)}` }, statementTimeoutMs);
  }

  async function ask(question: Omit<Question, 'id'>, timeoutMs: number): Promise<Row[]> {
    const asked = thread;
    const timer = setTimeout(() => {
      // With a full disk PGlite loops in its log writer and receives no messages: only ending the thread helps.
      void asked.end(`did not answer within ${timeoutMs / 1000} s`);
    }, timeoutMs);
    try {
      return await asked.ask(question);
    } catch (error) {
      throw toUnavailable(error) ?? error;
    } finally {
      clearTimeout(timer);
    }
  }

  // There is one session. Calls queue, so that none runs between another's BEGIN and COMMIT.
  let line: Promise<unknown> = Promise.resolve();
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const ready = async (): Promise<T> => {
      if (abandoned) throw abandoned;
      if (dataDir !== undefined) {
        checkDiskRoom(dataDir, minFreeBytes);
        if (thread.hasEnded) await restart();
      }
      return work();
    };
    const turn = line.then(ready, ready);
    line = turn.catch(() => {});
    return turn;
  };
  const sessionOf = (timeoutMs: number): SqlSession => ({
    query: (text, params = [], { isLong = false } = {}) => ask({ text, params }, isLong ? LONG_TIMEOUT_MS : timeoutMs),
    async script(text) {
      await ask({ text }, timeoutMs);
    },
  });
  const session = sessionOf(statementTimeoutMs);
  await session.script(FIXED_PATH);

  return {
    query: (text, params, options) => inLine(() => session.query(text, params, options)),
    script: (text) => inLine(() => session.script(text)),
    transaction: (work) =>
      inLine(async () => {
        const patient = sessionOf(LONG_TIMEOUT_MS);
        await patient.script('begin');
        try {
          const result = await work(patient);
          await patient.script('commit');
          return result;
        } catch (error) {
          // A thread that has ended has rolled back.
          if (!thread.hasEnded) await patient.script('rollback');
          throw error;
        }
      }),
    // There is no time limit: the one session that there is cannot be interrupted.
    readOnce: (work) =>
      inLine(async () => {
        const patient = sessionOf(LONG_TIMEOUT_MS);
        await renewStatistics(patient, role);
        await patient.script('begin isolation level repeatable read read only');
        try {
          return await work(patient);
        } finally {
          if (!thread.hasEnded) await patient.script('rollback');
        }
      }),
    assumeRole: (name) =>
      inLine(async () => {
        await session.script(setRole(name));
        role = name;
      }),
    async abandon(reason) {
      abandoned = new EngineUnavailable(`The embedded database is closed: ${reason}`);
      await thread.end(`is closed: ${reason}`);
    },
    async close() {
      await line;
      if (!thread.hasEnded) await ask({ close: true }, statementTimeoutMs).catch(() => {});
      await thread.end('is closed');
    },
  };
}

/** As autovacuum decides it, which PGlite does not have: without statistics a question of analytics takes minutes. */
const STALE = `
  select coalesce(bool_or(stat.n_mod_since_analyze > 50 + 0.1 * greatest(class.reltuples, 0)), false) as is_stale
  from pg_catalog.pg_stat_user_tables as stat
  join pg_catalog.pg_class as class on class.oid = stat.relid
  where stat.schemaname = 'facts'`;

async function renewStatistics(session: SqlSession, role: string | undefined): Promise<void> {
  const [stale] = await session.query(STALE);
  if (stale?.is_stale !== true) return;
  // Only the owner of a table may analyze it.
  await session.script(
    `reset role; analyze facts.texts, facts.events, facts.sessions; ${role === undefined ? '' : setRole(role)}`,
  );
}

function setRole(role: string): string {
  return `set role ${quoteName(role)}`;
}
