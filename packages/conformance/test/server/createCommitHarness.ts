import type { RawEvent, StoredEvent } from '@onevault/server/internal/engine/port';
import { createGroupCommit, type GroupCommitOptions } from '@onevault/server/internal/ingest/groupCommit';

export interface StoreCall {
  customerId: string;
  events: RawEvent[];
  process: boolean;
  succeed(): void;
}

export interface HarnessOptions extends Omit<GroupCommitOptions, 'store'> {
  failWhen?: (events: RawEvent[]) => Error | null;
}

/** An engine whose commits end when the test ends them. */
export function createCommitHarness({ failWhen = () => null, ...options }: HarnessOptions = {}) {
  const calls: StoreCall[] = [];
  let finished = 0;
  const commit = createGroupCommit({
    minParallelEvents: 1,
    ...options,
    store: (customerId, events, { process }) =>
      new Promise((resolve, reject) => {
        const succeed = () => {
          const error = failWhen(events);
          if (error) reject(error);
          else resolve(events.map(toStored));
        };
        calls.push({ customerId, events, process, succeed });
      }),
  });
  return {
    commit,
    calls,
    /** Ends every commit, including those that begin when another ends. */
    async finishAll() {
      while (finished < calls.length) {
        calls[finished]?.succeed();
        finished += 1;
        await everyTurn();
      }
    },
  };
}

/** Lets all pending microtasks run. */
export async function everyTurn(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function toStored({ eventId }: RawEvent): StoredEvent {
  return { eventId, duplicate: false, receivedAt: '2026-01-01T00:00:00.000000Z', status: 'complete', reason: null };
}

export function event(eventId: string): RawEvent {
  return { eventId, payload: {}, clientIpHash: null, userAgent: null, enrichment: null };
}

export function many(size: number, prefix: string): RawEvent[] {
  return Array.from({ length: size }, (_, n) => event(`${prefix}${n}`));
}

/** `a+1,2`: customer a, sync, events 1 and 2. */
export function names(calls: StoreCall[]): string[] {
  return calls.map(
    ({ customerId, process, events }) =>
      `${customerId}${process ? '+' : '-'}${events.map(({ eventId }) => eventId).join(',')}`,
  );
}

export function ids(stored: StoredEvent[]): string[] {
  return stored.map(({ eventId }) => eventId);
}
