import type { DeliveryOptions } from '../alerts/createDeliver.ts';
import { startAlerts } from './startAlerts.ts';
import { startUpkeep } from './startUpkeep.ts';
import { startWorker, type Worker, type WorkerOptions } from './startWorker.ts';

export interface BackgroundOptions extends WorkerOptions {
  /** How alerts leave this process. */
  delivery?: DeliveryOptions;
}

/** Starts the background work: processing, maintenance and alerts. */
export function startBackground({ delivery, ...options }: BackgroundOptions): Worker {
  const worker = startWorker(options);
  const { operations } = options.engine;
  const upkeep = operations && startUpkeep({ ...options, operations });
  const alerts =
    operations &&
    startAlerts({
      alerts: operations.alerts,
      ...(delivery && { delivery }),
      ...(options.log && { log: options.log }),
    });
  return {
    ...worker,
    async stop() {
      await Promise.all([worker.stop(), upkeep?.stop(), alerts?.stop()]);
    },
  };
}
