import type { DeliveryOptions } from '../alerts/createDeliver.ts';
import type { CountGoals, Operations } from '../engine/port.ts';
import type { OutboxObserver } from './outboxObserver.ts';
import { startAlerts } from './startAlerts.ts';
import { startUpkeep } from './startUpkeep.ts';
import { startWorker, type Worker, type WorkerOptions } from './startWorker.ts';

export interface BackgroundOptions extends WorkerOptions {
  /** Makes what counts the goals of alerts: a goal is a question, which the service reads. */
  createCountGoals: (operations: Operations) => CountGoals;
  /** How alerts and reports leave this process. */
  delivery?: DeliveryOptions;
  /** Observes firings and deliveries, for metrics. */
  observeOutbox?: OutboxObserver;
}

/** Starts the background work: processing, maintenance, alerts and reports. */
export function startBackground({ delivery, observeOutbox, createCountGoals, ...options }: BackgroundOptions): Worker {
  const worker = startWorker(options);
  const { operations } = options.engine;
  const upkeep = operations && startUpkeep({ ...options, operations });
  const alerts =
    operations &&
    startAlerts({
      operations,
      countGoals: createCountGoals(operations),
      ...(delivery && { delivery }),
      ...(observeOutbox && { observe: observeOutbox }),
      ...(options.log && { log: options.log }),
    });
  return {
    ...worker,
    async stop() {
      await Promise.all([worker.stop(), upkeep?.stop(), alerts?.stop()]);
    },
  };
}
