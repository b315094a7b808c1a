import type { TrackingCheck } from '@onevault/contract';
import type { TrackingEvidence } from '../engine/port.ts';
import { DUPLICATES } from './thresholds.ts';
import { count, percent, toCheck } from './toCheck.ts';

/** More events than usual arrive again: answers do not reach the pages. */
export function judgeDuplicates({ duplicates: found, now, windowFrom }: TrackingEvidence): TrackingCheck {
  const { arrived, duplicates, arrivedBefore, duplicatesBefore, since, lastAt } = found;
  const { minEvents, percent: minPercent, timesUsual } = DUPLICATES;
  const usual = arrivedBefore === 0 ? 0 : duplicatesBefore / arrivedBefore;
  const isMany =
    duplicates >= minEvents && duplicates * 100 >= arrived * minPercent && duplicates / arrived >= usual * timesUsual;
  return toCheck('many_duplicates', {
    from: windowFrom,
    to: now,
    counts: { arrived, duplicates, arrived_before: arrivedBefore, duplicates_before: duplicatesBefore },
    threshold: { min_events: minEvents, percent: minPercent, times_usual: timesUsual },
    findings: isMany
      ? [
          {
            subject: { kind: 'site', value: null },
            message: `${count(duplicates, 'event')} of ${arrived.toLocaleString('en')} (${percent(duplicates, arrived)}) had arrived before; in the 7 days before it were ${percent(duplicatesBefore, arrivedBefore)}. They are stored once.`,
            counts: { arrived, duplicates, arrived_before: arrivedBefore, duplicates_before: duplicatesBefore },
            since,
            last_at: lastAt,
            todo: 'Pages send again what got no answer. Look for answers that are cut off: time limits of a proxy shorter than 20 s, 5xx in the log, a database that is slow to commit. A client of your own that sends everything twice is another cause.',
          },
        ]
      : [],
    unknown: arrived < minEvents && `Too few to judge: ${count(arrived, 'event')} arrived in the last 24 hours.`,
    fine: `${percent(duplicates, arrived)} of the events had arrived before${arrivedBefore === 0 ? '' : `; in the 7 days before it were ${percent(duplicatesBefore, arrivedBefore)}`}.`,
  });
}
