import { guard } from '../browser/guard.ts';
import { ticksMs } from '../browser/ticksMs.ts';
import type { TrackedEvent, WireEvent } from '../events.ts';
import type { Outbox } from './createOutbox.ts';
import type { Keepable } from './Keepable.ts';

/** Takes over the events of pages that are gone: orphans. */
export interface Adoption {
  /** Never rejects. */
  _adopt(): Promise<void>;
  /** Orphans may wait for a tab that is busy with its own events, but not for long. */
  _adoptIfDue(): void;
  /** What others have taken may come back to this page. */
  _forget(): void;
}

const EVERY_MS = 15_000;

export function createAdoption(
  outbox: Pick<Outbox, '_claim'>,
  queued: Iterable<Keepable>,
  take: (event: TrackedEvent & Keepable) => void,
  isStopped: () => boolean,
): Adoption {
  /**
   * Ids that need not be claimed. A page that goes writes to IndexedDB and to localStorage, and of the same event one is
   * found before the other: later because it arrived late, or because without locks each is taken by its age.
   */
  const known = new Set<string>();
  let lastMs = 0;

  // Somebody may have changed what is stored: what is no JSON is left where it is.
  const takeOrphan = guard((orphan: Keepable) => {
    const { event_type }: WireEvent = JSON.parse(orphan._json);
    take({ ...orphan, _type: event_type, _data: {} });
  });

  const adopt = async (): Promise<void> => {
    lastMs = ticksMs();
    try {
      const orphans = await outbox._claim();
      for (const { _id } of queued) known.add(_id);
      for (const orphan of orphans) {
        // Shut down in the meantime: nothing is taken, so that the next page finds it.
        if (isStopped() || known.has(orphan._id)) continue;
        known.add(orphan._id);
        takeOrphan(orphan);
      }
    } catch {
      // No storage, so no orphans.
    }
  };

  return {
    _adopt: adopt,
    _adoptIfDue() {
      if (ticksMs() - lastMs > EVERY_MS) adopt();
    },
    _forget() {
      known.clear();
    },
  };
}
