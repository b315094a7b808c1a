import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { formatData } from '../kit/compare/formatData.ts';
import { formatValue } from '../kit/compare/formatValue.ts';
import { isWanted, type Wanted, type Where } from '../kit/compare/isWanted.ts';
import type { TestCustomer } from '../kit/testCustomer.ts';

/** The argument of `expect(…)`: a mock server, one of its customers, or the handlers of MSW. */
export type Subject = Pick<TestCustomer, 'customerId' | 'settled' | 'events' | 'rejected' | 'funnel'>;

/** One step of an order: an event type, or a type with properties or a predicate. */
export type TrackedStep = string | readonly [type: string, properties?: Where | undefined];

const MAX_LISTED = 5;

export function toWantedEvent(step: TrackedStep): Wanted {
  const [type, properties] = typeof step === 'string' ? [step] : step;
  if (typeof type !== 'string') {
    throw new Error(
      `Failed to look for tracked events: ${formatValue(step)} is not an event type. Please give "type", or ["type", { property: value }].`,
    );
  }
  return { event_type: type, where: properties };
}

/** The matching events, for the message of `.not`. */
export function listMatching(events: readonly StagedEvent[], wanted: Wanted): string {
  const fitting = events.filter((event) => isWanted(event, wanted));
  return listEvents(fitting);
}

export function listEvents(events: readonly StagedEvent[]): string {
  if (events.length === 0) return '  (none)';
  const lines = events.slice(0, MAX_LISTED).map(({ event_type: type, page_url: url, event_data: data }, i) => {
    return `  ${i + 1}. ${type}${url === '' ? '' : ` on ${url}`} ${formatData(data)}`;
  });
  return [...lines, ...(events.length > MAX_LISTED ? [`  … and ${events.length - MAX_LISTED} more`] : [])].join('\n');
}

/** `customer "acme" tracked 3 events`. */
export function summarizeEvents({ customerId }: Subject, events: readonly StagedEvent[]): string {
  return `customer "${customerId}" tracked ${events.length} event${events.length === 1 ? '' : 's'}`;
}

export function toSubject(received: unknown): Subject {
  const subject = received as Partial<Subject> | null | undefined;
  const isSubject = (['settled', 'events', 'rejected', 'funnel'] as const).every(
    (method) => typeof subject?.[method] === 'function',
  );
  if (isSubject) return subject as Subject;
  throw new Error(
    `Failed to look for tracked events: expect(…) was given ${formatValue(received)}. ` +
      'Please give a mock server, a customer of it, or the handlers of MSW.',
  );
}
