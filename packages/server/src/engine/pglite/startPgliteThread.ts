import { Worker } from 'node:worker_threads';
import { quoteName, type Row, type SqlConnection, type SqlSession } from '../sql/connection.ts';
import { findEmptyDatabase } from './findEmptyDatabase.ts';
import type { Answer, Question } from './pgliteThread.mjs';

/**
 * Starts PGlite in a thread and returns a connection to it. Statements run one at a time, in the order of the calls.
 * A new database starts from the prepared files, if there are any.
 */
export async function startPgliteThread(
  dataDir: string | undefined,
  emptyDatabase: string | undefined = findEmptyDatabase(),
): Promise<SqlConnection> {
  const thread = new Worker(new URL('./pgliteThread.mjs', import.meta.url), {
    workerData: { dataDir, emptyDatabase },
    // Not inherited: flags of the main thread, such as --input-type, may not suit a file.
    execArgv: [],
  });
  const waiting = new Map<number, { resolve(rows: Row[]): void; reject(error: Error): void }>();
  let asked = 0;
  let ended: Error | undefined;

  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  thread.on('message', ({ id, rows, error }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(Object.assign(new Error(error.message), { code: error.code }));
    else call?.resolve(rows ?? []);
  });
  thread.on('error', (error) => end(new Error(`The embedded database stopped: ${error.message}`, { cause: error })));
  thread.on('exit', () => end(new Error('The embedded database is closed.')));

  const ask = (question: Omit<Question, 'id'>): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      asked += 1;
      waiting.set(asked, { resolve, reject });
      thread.postMessage({ ...question, id: asked } satisfies Question);
    });

  const session: SqlSession = {
    query: (text, params = []) => ask({ text, params }),
    async script(text) {
      await ask({ text });
    },
  };
  // There is one session. Calls queue, so that none runs between another's BEGIN and COMMIT.
  let line: Promise<unknown> = Promise.resolve();
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = line.then(work, work);
    line = turn.catch(() => {});
    return turn;
  };

  await session.query('select 1');
  return {
    query: (text, params) => inLine(() => session.query(text, params)),
    script: (text) => inLine(() => session.script(text)),
    transaction: (work) =>
      inLine(async () => {
        await session.script('begin');
        try {
          const result = await work(session);
          await session.script('commit');
          return result;
        } catch (error) {
          await session.script('rollback');
          throw error;
        }
      }),
    assumeRole: (role) => inLine(() => session.script(`set role ${quoteName(role)}`)),
    close: () =>
      inLine(async () => {
        await ask({ close: true });
        await thread.terminate();
      }),
  };
}
