import { describeNearest, describeWanted } from '../kit/compare/describeNearest.ts';
import { formatValue } from '../kit/compare/formatValue.ts';
import { isWanted } from '../kit/compare/isWanted.ts';
import { lookUntil, type MatcherState, type MatchResult, type WaitOptions } from './lookUntil.ts';
import { listMatching, summarizeEvents, toWantedEvent } from './subject.ts';

/** Exactly `times` events of the type, with at least these properties, are in the business layer. */
export async function toHaveTrackedTimes(
  this: MatcherState | undefined,
  received: unknown,
  type: string,
  times: number,
  properties?: Record<string, unknown>,
  options?: WaitOptions,
): Promise<MatchResult> {
  const wanted = toWantedEvent([type, properties]);
  if (!Number.isInteger(times) || times < 0) {
    throw new Error(
      `Failed to count tracked events: ${formatValue(times)} is not a number of times. Please give 0 or more.`,
    );
  }
  const isNot = this?.isNot === true;
  return lookUntil({
    state: this,
    received,
    options,
    usage: 'toHaveTrackedTimes(type, times, properties, { timeoutMs: 3000 })',
    isAboutPresence: times > 0,
    judge({ subject, events, rejected }) {
      const found = events.filter((event) => isWanted(event, wanted)).length;
      return {
        pass: found === times,
        // One more may come later: an assertion at the end of the test finds it.
        isFinal: found > times || (found === times && times > 0 && !isNot),
        message() {
          if (found === times) {
            return `Failed to see another number than ${times} of ${describeWanted(wanted)}: ${summarizeEvents(subject, events)}, and some fit. Please find what sends them:\n\n${listMatching(events, wanted)}`;
          }
          const what = `Failed to find ${times} tracked ${describeWanted(wanted)}: ${summarizeEvents(subject, events)}, and ${found} fit.`;
          return found > times
            ? `${what} Please check the matching events:\n\n${listMatching(events, wanted)}`
            : `${what} ${found > 0 ? `These fit:\n\n${listMatching(events, wanted)}\n\n` : ''}Please compare with the nearest others:\n\n${describeNearest(wanted, { events, rejected })}`;
        },
      };
    },
  });
}
