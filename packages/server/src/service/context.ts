import type { Engine } from '../engine/port.ts';
import type { GroupCommit } from '../ingest/groupCommit.ts';
import type { OriginReaders } from '../ingest/toRawEvent.ts';
import type { Log } from '../log.ts';
import type { EventHooks } from './eventHooks.ts';
import type { KeyRing } from './keys.ts';
import type { ServiceObserver } from './observer.ts';

/** What the endpoints work with. */
export interface ServiceContext extends OriginReaders {
  engine: Engine;
  keys: KeyRing;
  /** Stores events in groups with those of other requests. */
  commit: GroupCommit;
  /** Wakes the background worker for a customer. */
  wake: (customerId: string) => void;
  /** True once the server is stopping. */
  isDraining: () => boolean;
  log: Log;
  observe: ServiceObserver;
  hooks?: EventHooks | undefined;
}
