import type { EvidenceLimits, TrackingEvidence } from '../trackingEvidence.ts';
import type { SqlConnection } from './connection.ts';
import { toTenantHk } from './toTenantHk.ts';

/** Arrivals of the same batch are dated a microsecond apart, which may be ahead of the clock. */
const AHEAD_MS = 1_000;

/** Reads the evidence of the tracking checks with SQL: one state of the database, with the time limit of a question. */
export function createTrackingEvidence(readOnce: SqlConnection['readOnce']) {
  return (customerId: string, limits: EvidenceLimits, { now }: { now?: string } = {}): Promise<TrackingEvidence> =>
    readOnce(async (session) => {
      await session.query('select auth.enter_customer($1)', [customerId]);
      const toMs = now === undefined ? await readClock() : Date.parse(now);
      const at = (ms: number) => new Date(ms).toISOString();
      const [windowFrom, to] = [at(toMs - limits.windowMs), at(toMs + AHEAD_MS)];
      const ask = async <Found>(call: string, params: readonly unknown[]): Promise<Found> => {
        const [row] = await session.query(`select read.${call} as found`, [toTenantHk(customerId), ...params]);
        return row?.found as Found;
      };
      return {
        now: at(toMs),
        windowFrom,
        recent: await ask('check_recent_events($1, $2::timestamptz, $3::timestamptz, $4, $5, $6, $7, $8::interval)', [
          windowFrom,
          to,
          limits.maxEvents,
          limits.newest,
          limits.newestVersioned,
          limits.minBad,
          `${limits.doubledWithinMs} milliseconds`,
        ]),
        clocks: await ask('check_clocks($1, $2::timestamptz, $3::timestamptz, $4, $5)', [
          windowFrom,
          to,
          limits.newest,
          limits.clockOffMs,
        ]),
        duplicates: await ask('check_duplicates($1, $2::timestamptz, $3::timestamptz, $4::timestamptz)', [
          at(toMs - limits.windowMs - limits.usualMs),
          windowFrom,
          to,
        ]),
        release: await ask('check_release($1, $2::timestamptz, $3::timestamptz, $4, $5)', [
          at(toMs - limits.releaseWithinMs),
          to,
          limits.minViewsBefore,
          limits.maxReleaseEvents,
        ]),
        pageViews: await ask('check_page_views($1, $2::timestamptz)', [at(toMs)]),
      };

      /** The database's own clock, which dates arrivals. */
      async function readClock(): Promise<number> {
        const [row] = await session.query('select util.iso(clock_timestamp()) as now');
        return Date.parse(String(row?.now));
      }
    });
}
