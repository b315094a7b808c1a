import { describeNearest, describeWanted } from '../kit/compare/describeNearest.ts';
import { formatValue } from '../kit/compare/formatValue.ts';
import { isWanted } from '../kit/compare/isWanted.ts';
import { lookUntil, type MatcherState, type MatchResult, type WaitOptions } from './lookUntil.ts';
import { listEvents, summarizeEvents, type TrackedStep, toWantedEvent } from './subject.ts';

/** Events for all steps happened in this order; other events may lie between. */
export async function toHaveTrackedInOrder(
  this: MatcherState | undefined,
  received: unknown,
  steps: readonly TrackedStep[],
  options?: WaitOptions,
): Promise<MatchResult> {
  if (!Array.isArray(steps) || steps.length === 0) {
    throw new Error(
      `Failed to look for an order: ${formatValue(steps)} is not a list of steps. Please give ["first", "second"].`,
    );
  }
  const wanted = steps.map(toWantedEvent);
  return lookUntil({
    state: this,
    received,
    options,
    usage: 'toHaveTrackedInOrder(steps, { timeoutMs: 3000 })',
    isAboutPresence: true,
    judge({ subject, events, rejected }) {
      let at = 0;
      for (const event of events) {
        const next = wanted[at];
        if (next && isWanted(event, next)) at += 1;
      }
      const missing = wanted[at];
      return {
        pass: missing === undefined,
        isFinal: missing === undefined,
        message() {
          const order = wanted.map((step, i) => `  ${i < at ? '✓' : '✗'} ${describeWanted(step)}`).join('\n');
          if (!missing) {
            return `Failed to see another order: ${summarizeEvents(subject, events)}, with these one after the other. Please find what sends them:\n\n${order}`;
          }
          const isElsewhere = events.some((event) => isWanted(event, missing));
          const hint = isElsewhere
            ? `Please check the order in which they happened:\n\n${listEvents(events)}`
            : `Please compare with the nearest:\n\n${describeNearest(missing, { events, rejected })}`;
          return (
            `Failed to find the order: ${summarizeEvents(subject, events)}, and ${describeWanted(missing)} ` +
            `${isElsewhere ? 'does not come after the step before it' : 'is missing'}:\n\n${order}\n\n${hint}`
          );
        },
      };
    },
  });
}
