import type { TrackingCheck, TrackingFinding } from '@onevault/contract';
import type { Clocks, TrackingEvidence } from '../engine/port.ts';
import { BAD_PERCENT, isBad, LIMITS, MIN_LOADS_FOR_MEDIAN, SERVER_CLOCK_OFF_MS } from './thresholds.ts';
import { count, percent, toCheck } from './toCheck.ts';

/** Clocks of browsers that are wrong; if those of half of them are, it is the server's. */
export function judgeClocks({ clocks, now, windowFrom }: TrackingEvidence): TrackingCheck {
  const { pageLoads, measured, ahead, behind, medianMs } = clocks;
  const isServer = measured >= MIN_LOADS_FOR_MEDIAN && Math.abs(medianMs ?? 0) > SERVER_CLOCK_OFF_MS;
  return toCheck('clock_skew', {
    from: windowFrom,
    to: now,
    counts: { page_loads: pageLoads, measured, ...(medianMs !== null && { median_ms: medianMs }) },
    threshold: {
      min_page_loads: LIMITS.minBad,
      percent: BAD_PERCENT,
      off_ms: LIMITS.clockOffMs,
      median_ms: SERVER_CLOCK_OFF_MS,
      min_page_loads_for_median: MIN_LOADS_FOR_MEDIAN,
      newest_page_loads: LIMITS.newest,
    },
    findings: isServer ? [ofServer(clocks)] : isBad(ahead + behind, measured) ? [ofBrowsers(clocks)] : [],
    unknown:
      measured < LIMITS.minBad &&
      `Too few to judge: ${count(measured, 'page load')} in the last 24 hours said when they sent their events.`,
    fine: 'The clocks of browsers and server agree.',
  });
}

function ofServer({ measured, medianMs, since, lastAt }: Clocks): TrackingFinding {
  const seconds = Math.round(Math.abs(medianMs ?? 0) / 1_000);
  return {
    subject: { kind: 'site', value: null },
    message: `Half of ${count(measured, 'page load')} sent their events ${seconds} s or more ${(medianMs ?? 0) < 0 ? 'after' : 'before'} they arrived, by the browsers’ clocks: the server’s clock is probably wrong.`,
    counts: { measured, median_ms: medianMs ?? 0 },
    since,
    last_at: lastAt,
    todo: 'Set the clock of the machine of the database by NTP. If it is right, look for what holds requests back on their way, such as a proxy.',
  };
}

function ofBrowsers({ measured, ahead, behind, since, lastAt }: Clocks): TrackingFinding {
  return {
    subject: { kind: 'site', value: null },
    message: `The clocks of ${ahead + behind} of ${count(measured, 'page load')} (${percent(ahead + behind, measured)}) are more than 5 minutes wrong: ${ahead} ahead, ${behind} behind.`,
    counts: { measured, ahead, behind },
    since,
    last_at: lastAt,
    todo: 'The server corrects the times of events that say when they were sent, as the tracker’s do. If these are your own devices, such as kiosks, set their clocks by NTP. If a client of your own sends sent_at, let it be the time of sending.',
  };
}
