import { type JsonObject, MAX_ITEMS, type Reason } from '@onevault/contract';
import { CHECKS, type CheckName } from '@onevault/contract/pipeline';
import type { RawEvent, StoredEvent } from '../engine/port.ts';

/**
 * What the pipeline leaves out of a new event: the same checks that staging notes in `validation_errors`.
 *
 * @param event what names the event in the answer
 */
export function listWarnings<T>({ payload }: RawEvent, { duplicate }: StoredEvent, event: T): (Reason & T)[] {
  return !duplicate && hasItemsOverLimit(payload.event_data) ? [{ ...event, ...toReason('items_over_limit') }] : [];
}

export function hasItemsOverLimit({ items }: JsonObject = {}): boolean {
  return Array.isArray(items) && items.length > MAX_ITEMS;
}

/** A failed check as clients see it. */
export function toReason(rule: CheckName): Reason {
  const { pointer, message } = CHECKS[rule];
  return { rule, pointer, message };
}
