import { EngineUnavailable, TooMuchAtOnce } from '../port.ts';
import { FIXED_PATH, quoteName, type Row, type SqlConnection, type SqlSession, sqlStateOf } from '../sql/connection.ts';
import { checkDataFolder, damaged } from './checkDataFolder.ts';
import { checkDiskRoom } from './checkDiskRoom.ts';
import type { Question } from './pgliteThread.mjs';
import { type PgliteThread, startPgliteThread } from './startPgliteThread.ts';

export interface PgliteConnectionOptions {
  /** The files of an empty database. Default: those that the build has made. */
  emptyDatabase?: string;
  /** After how long a statement is given up, and the database started anew. Default 30 s. */
  statementTimeoutMs?: number;
  /** How much of the disk has to be free. Default 64 MiB. */
  minFreeBytes?: number;
}

export interface PgliteConnection extends SqlConnection {
  /** Ends the database for good: the folder is no longer ours. */
  abandon(reason: string): Promise<void>;
}

/** Longer than any statement takes on a busy laptop; after it, PGlite is taken for one that will never answer. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** What works on all of a customer's events, and the installing of the schema. */
const LONG_TIMEOUT_MS = 30 * 60_000;
/** SQLSTATE class of a database that is out of room or memory. */
const OUT_OF_RESOURCES = /^53/;
const OUT_OF_MEMORY = '53200';

/**
 * A connection to PGlite. One statement runs at a time, in the order asked. A database in a folder that has stopped, or
 * never answers, is started anew by the next statement: what was committed is there again.
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
      // Out of room in the middle of its log it goes round in circles, and hears nothing: only its end helps.
      void asked.end(`did not answer within ${timeoutMs / 1000} s`);
    }, timeoutMs);
    try {
      return await asked.ask(question);
    } catch (error) {
      const state = sqlStateOf(error) ?? '';
      if (!OUT_OF_RESOURCES.test(state)) throw error;
      throw new (state === OUT_OF_MEMORY ? TooMuchAtOnce : EngineUnavailable)((error as Error).message, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  // There is one session. Calls line up, so that none slips in between another's BEGIN and COMMIT.
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
          // One that has ended has rolled back.
          if (!thread.hasEnded) await patient.script('rollback');
          throw error;
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

function setRole(role: string): string {
  return `set role ${quoteName(role)}`;
}
