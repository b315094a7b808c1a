import { startUpkeep } from './startUpkeep.ts';
import { startWorker, type Worker, type WorkerOptions } from './startWorker.ts';

/** Starts the background work: processing and maintenance. */
export function startBackground(options: WorkerOptions): Worker {
  const worker = startWorker(options);
  const { operations } = options.engine;
  const upkeep = operations && startUpkeep({ ...options, operations });
  return {
    ...worker,
    async stop() {
      await Promise.all([worker.stop(), upkeep?.stop()]);
    },
  };
}
