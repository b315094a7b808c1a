import type { Engine, RawEvent, StoredEvent } from '@onevault/server/internal/engine/port';
import { type ChangeLog, createChangeLog } from '@onevault/server/internal/service/changes';

export interface WatchedEngine {
  /** The same engine; every call that changes events is noted in `changes`. */
  engine: Engine;
  changes: ChangeLog;
}

export interface WatchOptions {
  onStored?(customerId: string, events: RawEvent[], stored: StoredEvent[]): void;
  onReset?(customerId: string): void;
}

/** Notes every change of a customer's events, so that a wait ends with the event and not with the next poll. */
export function watchEngine(engine: Engine, { onStored, onReset }: WatchOptions): WatchedEngine {
  const changes = createChangeLog();
  return {
    changes,
    engine: {
      ...engine,
      async store(customerId, events, options) {
        try {
          const stored = await engine.store(customerId, events, options);
          onStored?.(customerId, events, stored);
          return stored;
        } finally {
          changes.note(customerId);
        }
      },
      async process(customerId, options) {
        try {
          return await engine.process(customerId, options);
        } finally {
          changes.note(customerId);
        }
      },
      async reset(customerId) {
        await engine.reset(customerId);
        onReset?.(customerId);
        changes.note(customerId);
      },
    },
  };
}
