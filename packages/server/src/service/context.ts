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
  /** Stores events together with those of other requests that arrive meanwhile. */
  commit: GroupCommit;
  /** Has the background worker look after a customer now. */
  wake: (customerId: string) => void;
  /** True from the moment that the server is told to stop. */
  isDraining: () => boolean;
  log: Log;
  observe: ServiceObserver;
  hooks?: EventHooks | undefined;
}
