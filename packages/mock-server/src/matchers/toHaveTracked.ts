import { describeNearest, describeWanted } from '../kit/compare/describeNearest.ts';
import { isWanted } from '../kit/compare/isWanted.ts';
import { listMatching, type MatchResult, readSettled, summarizeEvents, toWantedEvent } from './subject.ts';

/** At least one event of the type, with at least these properties, is in the business layer. */
export async function toHaveTracked(
  received: unknown,
  type: string,
  properties?: Record<string, unknown>,
): Promise<MatchResult> {
  const wanted = toWantedEvent([type, properties]);
  const { subject, events, rejected } = await readSettled(received);
  const pass = events.some((event) => isWanted(event, wanted));
  return {
    pass,
    message: () =>
      pass
        ? `Failed to see no ${describeWanted(wanted)}: ${summarizeEvents(subject, events)}, and some fit. Please find what sends them:\n\n${listMatching(events, wanted)}`
        : `Failed to find a tracked ${describeWanted(wanted)}: ${summarizeEvents(subject, events)}, and none fits. ` +
          `Please compare with the nearest:\n\n${describeNearest(wanted, { events, rejected })}`,
  };
}
