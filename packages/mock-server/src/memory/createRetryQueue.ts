/**
 * Set-aside events that will be retried (docs/pipeline.md, When an event fails). One queue for each delay: within it
 * events become due in the order they were added, so only its head is checked, however many events wait.
 */
import type { EventRecord } from './eventRecord.ts';

export interface RetryQueue {
  /** Queues an event after its n-th failure; after the last delay it is not retried. */
  add(record: EventRecord, nowMs: number): void;
  takeDue(nowMs: number): EventRecord[];
  countDue(nowMs: number): number;
  /** When the first event is due; null if none waits. */
  nextDueMs(): number | null;
}

/** After the first, second and third failure. */
const RETRY_DELAYS_MS = [10_000, 60_000, 600_000];

export function createRetryQueue(): RetryQueue {
  const lines = RETRY_DELAYS_MS.map((delayMs) => ({ delayMs, waiting: new Map<EventRecord, number>() }));
  return {
    add(record, nowMs) {
      const line = lines[record.failures - 1];
      line?.waiting.set(record, nowMs + line.delayMs);
    },
    takeDue(nowMs) {
      const due: EventRecord[] = [];
      for (const { waiting } of lines) {
        for (const [record, dueMs] of waiting) {
          if (dueMs > nowMs) break;
          waiting.delete(record);
          due.push(record);
        }
      }
      return due;
    },
    countDue(nowMs) {
      let count = 0;
      for (const { waiting } of lines) {
        for (const dueMs of waiting.values()) {
          if (dueMs > nowMs) break;
          count += 1;
        }
      }
      return count;
    },
    nextDueMs() {
      let nextMs: number | null = null;
      for (const { waiting } of lines) {
        const head = waiting.values().next();
        if (!head.done && (nextMs === null || head.value < nextMs)) nextMs = head.value;
      }
      return nextMs;
    },
  };
}
