import { describeNearest, describeWanted } from '../kit/compare/describeNearest.ts';
import { isWanted } from '../kit/compare/isWanted.ts';
import { lookUntil, type MatcherState, type MatchResult, type WaitOptions } from './lookUntil.ts';
import { listMatching, summarizeEvents, toWantedEvent } from './subject.ts';

/** At least one event of the type, with at least these properties, is in the business layer. */
export async function toHaveTracked(
  this: MatcherState | undefined,
  received: unknown,
  type: string,
  properties?: Record<string, unknown>,
  options?: WaitOptions,
): Promise<MatchResult> {
  const wanted = toWantedEvent([type, properties]);
  return lookUntil({
    state: this,
    received,
    options,
    usage: 'toHaveTracked(type, properties, { timeoutMs: 3000 })',
    isAboutPresence: true,
    judge({ subject, events, rejected }) {
      const pass = events.some((event) => isWanted(event, wanted));
      return {
        pass,
        isFinal: pass,
        message: () =>
          pass
            ? `Failed to see no ${describeWanted(wanted)}: ${summarizeEvents(subject, events)}, and some fit. Please find what sends them:\n\n${listMatching(events, wanted)}`
            : `Failed to find a tracked ${describeWanted(wanted)}: ${summarizeEvents(subject, events)}, and none fits. ` +
              `Please compare with the nearest:\n\n${describeNearest(wanted, { events, rejected })}`,
      };
    },
  });
}
