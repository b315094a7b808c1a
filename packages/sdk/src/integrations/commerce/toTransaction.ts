import type { EventData } from '../../events.ts';

/** A type and its data. */
export type Mapped = [eventType: string, eventData: EventData];

/** One step of buying; a completed one is an order, which revenue is counted from. */
export function toTransaction(step: string, action: 'start' | 'progress' | 'complete', data: EventData): Mapped {
  const { value } = data;
  // Tools take amounts as texts.
  return ['transaction_step', { step, action, ...data, ...(value !== undefined && { value: Number(value) }) }];
}

/** What somebody did with one item or several. */
export function toItemInteraction(action: string, data: EventData): Mapped {
  return ['item_interaction', { action, ...data }];
}
