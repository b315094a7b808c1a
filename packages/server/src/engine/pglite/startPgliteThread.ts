import { Worker } from 'node:worker_threads';
import { EngineUnavailable } from '../port.ts';
import type { Row } from '../sql/connection.ts';
import { findEmptyDatabase } from './findEmptyDatabase.ts';
import type { Answer, Question } from './pgliteThread.mjs';

/** One thread with a PGlite in it, which answers one question after the other. */
export interface PgliteThread {
  /** Rejects with `EngineUnavailable` once the thread has ended; a question that waits then is rejected too. */
  ask(question: Omit<Question, 'id'>): Promise<Row[]>;
  /** Ends the thread now, whatever it does. */
  end(reason: string): Promise<void>;
  readonly hasEnded: boolean;
}

/** Starts PGlite in a thread. A new database begins from the prepared files, where there are any. */
export async function startPgliteThread(
  dataDir: string | undefined,
  emptyDatabase: string | undefined = findEmptyDatabase(),
): Promise<PgliteThread> {
  const thread = new Worker(new URL('./pgliteThread.mjs', import.meta.url), {
    workerData: { dataDir, emptyDatabase },
    // Not inherited: flags of the main thread, such as --input-type, may not suit a file.
    execArgv: [],
  });
  const waiting = new Map<number, { resolve(rows: Row[]): void; reject(error: Error): void }>();
  let asked = 0;
  let ended: EngineUnavailable | undefined;

  const endWith = (reason: string, cause?: unknown): void => {
    ended ??= new EngineUnavailable(`The embedded database ${reason}`, { cause });
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  thread.on('message', ({ id, rows, error }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(Object.assign(new Error(error.message), { code: error.code }));
    else call?.resolve(rows ?? []);
  });
  thread.on('error', (error) => endWith(`stopped: ${error.message}`, error));
  thread.on('exit', () => endWith('is closed'));

  const started: PgliteThread = {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        asked += 1;
        waiting.set(asked, { resolve, reject });
        thread.postMessage({ ...question, id: asked } satisfies Question);
      }),
    async end(reason) {
      endWith(reason);
      await thread.terminate();
    },
    get hasEnded() {
      return ended !== undefined;
    },
  };
  await started.ask({ text: 'select 1', params: [] });
  return started;
}
