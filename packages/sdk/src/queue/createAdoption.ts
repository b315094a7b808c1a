import { attempt } from '../browser/attempt.ts';
import { guard } from '../browser/guard.ts';
import { ticksMs } from '../browser/ticksMs.ts';
import type { TrackedEvent, WireEvent } from '../events.ts';
import type { Outbox } from './createOutbox.ts';
import type { Keepable } from './Keepable.ts';

/** Takes over orphans, the events of pages that are gone. */
export interface Adoption {
  /** Never rejects. */
  _adopt(): Promise<void>;
  /** Orphans may wait a little for a tab that is busy with its own events. */
  _adoptIfDue(): void;
  /**
   * Whether to leave the events that are queued now where they are stored: true when the page is left, so that copies
   * of what is delivered meanwhile are known; false for what is still queued at its return, which another tab may have
   * taken.
   */
  _know(isKnown: boolean): void;
}

const EVERY_MS = 15_000;

export function createAdoption(
  outbox: Pick<Outbox, '_claim'>,
  queued: readonly Keepable[],
  take: (event: TrackedEvent & Keepable) => void,
  /** Counts and removes an orphan that is no event. */
  drop: (orphan: Keepable) => void,
  erase: (orphan: Keepable) => void,
  isStopped: () => boolean,
): Adoption {
  /**
   * Ids that need not be claimed. A closing page writes an event to IndexedDB and to localStorage, and one copy may be
   * found before the other: because it arrived late, or because without locks each is taken by its age.
   */
  const known: Record<string, boolean> = {};
  let lastMs = 0;

  const know = (isKnown: boolean): void => {
    for (const { _id } of queued) known[_id] = isKnown;
  };

  /** Another script may have changed stored data: one record must not keep the others here. */
  const takeOrphan = guard((orphan: Keepable) => {
    const { event_id, event_type }: Partial<WireEvent> = attempt(() => JSON.parse(orphan._json)) || {};
    // The answer of the server names the event's own id.
    if (event_id === orphan._id && typeof event_type === 'string') take({ ...orphan, _type: event_type, _data: {} });
    else drop(orphan);
  });

  const adopt = async (): Promise<void> => {
    lastMs = ticksMs();
    try {
      const orphans = await outbox._claim();
      know(true);
      for (const orphan of orphans) {
        // Shut down meanwhile: take nothing, so that the next page finds it.
        if (isStopped()) continue;
        if (!known[orphan._id]) {
          known[orphan._id] = true;
          takeOrphan(orphan);
        } else if (!queued.some(({ _id }) => _id === orphan._id)) erase(orphan);
      }
    } catch {
      // Without storage there are no orphans.
    }
  };

  return {
    _adopt: adopt,
    _adoptIfDue() {
      if (ticksMs() - lastMs > EVERY_MS) adopt();
    },
    _know: know,
  };
}
