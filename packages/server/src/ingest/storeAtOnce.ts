import type { Engine } from '../engine/port.ts';
import type { GroupCommit } from './groupCommit.ts';

/** Replaces the group commit where grouping gains nothing: in a test's own server. */
export function storeAtOnce({ store }: Pick<Engine, 'store'>): GroupCommit {
  const underWay = new Set<Promise<unknown>>();
  return {
    async store(customerId, events, { process }) {
      const storing = store(customerId, events, { process });
      underWay.add(storing);
      return storing.finally(() => underWay.delete(storing));
    },
    queued: () => ({ events: 0, bytes: 0 }),
    async drain() {
      await Promise.allSettled(underWay);
    },
  };
}
