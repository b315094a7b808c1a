/**
 * Set-aside events that will be tried again (docs/pipeline.md, When an event fails). One line a
 * delay: within one line events fall due in the order they came, so only its head is ever looked
 * at, however many events are stuck.
 */
import type { EventRecord } from './eventRecord.ts';

export interface RetryQueue {
  /** Lines up an event after its n-th failure; after the last delay it is left aside. */
  add(record: EventRecord, nowMs: number): void;
  takeDue(nowMs: number): EventRecord[];
  /** When the first of them falls due; null when none waits. */
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
