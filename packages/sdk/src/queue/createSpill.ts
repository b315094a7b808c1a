import type { Store } from '../browser/createStore.ts';
import { guard } from '../browser/guard.ts';
import { serialize } from '../browser/serialize.ts';
import type { Keepable, SpilledRecord } from './Keepable.ts';

/** The part of the outbox in localStorage: written synchronously, when asynchronous work may not finish. */
export interface Spill {
  /** Writes events that IndexedDB has not confirmed. */
  _write(): void;
  /** Whether it has events. */
  _isUsed(): boolean;
}

export function createSpill(store: Store, toKey: () => string, queued: Iterable<Keepable>): Spill {
  let usedKey = '';
  return {
    _isUsed: () => usedKey === toKey(),
    _write: guard(() => {
      const key = toKey();
      const kept: Keepable[] = [];
      for (const event of queued) {
        event._isSpilled = !event._isConfirmed;
        if (event._isSpilled) kept[kept.length] = event;
      }
      while (!store._set(key, kept[0] && serialize(kept.map(toRecord)))) {
        // Full. The older events are more likely to reach IndexedDB.
        for (const event of kept.splice(0, Math.ceil(kept.length / 2))) event._isSpilled = false;
      }
      usedKey = kept[0] ? key : '';
    }),
  };
}

const toRecord = ({ _id, _json, _atMs }: Keepable): SpilledRecord => [_id, _json, _atMs];
