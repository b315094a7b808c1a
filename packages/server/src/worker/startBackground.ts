import { startUpkeep } from './startUpkeep.ts';
import { startWorker, type Worker, type WorkerOptions } from './startWorker.ts';

/** Everything behind the answers: processing, and the upkeep of what was processed. */
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
