/** Totals that grow as events are loaded: page loads, lateness, hours. docs/reading.md. */
import { LATENESS_UP_TO_S } from '@onevault/server/internal/engine/port';
import { toSessionKey } from '../business/businessKeys.ts';
import type { EventRecord } from '../eventRecord.ts';
import { readTimestamp } from '../staging/clocks.ts';
import { readNumber, readText } from '../staging/readValue.ts';

export interface RunningTotals {
  /** One entry per page load and session. */
  tabs: Map<string, TabRow>;
  /** One count for each bound of `LATENESS_UP_TO_S`, and one for later events. */
  lateness: number[];
  /** Hour → event type → events. */
  hours: Map<string, Map<string, number>>;
}

export interface TabRow {
  tabId: string;
  session: string | null;
  events: number;
  firstSeq: number;
  lastSeq: number;
  firstAt: string;
  lastAt: string;
  skewMs: number | null;
}

export function createRunningTotals(): RunningTotals {
  return { tabs: new Map(), lateness: [...LATENESS_UP_TO_S, null].map(() => 0), hours: new Map() };
}

export function countLoaded(totals: RunningTotals, record: EventRecord): void {
  const { staged, receivedMicros } = record;
  if (staged === null) return;
  const happenedMs = Date.parse(staged.event_timestamp);
  const hour = new Date(Math.floor(happenedMs / 3_600_000) * 3_600_000).toISOString();
  const types = totals.hours.get(hour) ?? new Map<string, number>();
  totals.hours.set(hour, types.set(staged.event_type, (types.get(staged.event_type) ?? 0) + 1));

  const happenedMicros = happenedMs * 1_000 + Number(staged.event_timestamp.slice(-4, -1));
  const lateS = (receivedMicros - happenedMicros) / 1e6;
  const bucket = LATENESS_UP_TO_S.findIndex((upToS) => lateS < upToS);
  const place = bucket === -1 ? LATENESS_UP_TO_S.length : bucket;
  totals.lateness[place] = (totals.lateness[place] ?? 0) + 1;
  addTab(totals, record);
}

function addTab({ tabs }: RunningTotals, { staged, receivedAt, receivedMicros }: EventRecord): void {
  if (staged === null) return;
  const tabId = readText(staged.event_data, 'tab_id', 128);
  const seq = readNumber(staged.event_data, 'seq', 0, 1_000_000_000);
  if (tabId === null || seq === null) return;
  const session = staged.session_id === null ? null : toSessionKey(staged.session_id);
  const key = JSON.stringify([tabId, session]);
  const known = tabs.get(key);
  const place = Math.round(seq);
  const skewMs = skewOf(receivedMicros, readTimestamp(staged.event_data.sent_at));
  const isLatest = known === undefined || receivedAt > known.lastAt;
  tabs.set(key, {
    tabId,
    session,
    events: (known?.events ?? 0) + 1,
    firstSeq: Math.min(known?.firstSeq ?? place, place),
    lastSeq: Math.max(known?.lastSeq ?? place, place),
    firstAt: known !== undefined && known.firstAt < receivedAt ? known.firstAt : receivedAt,
    lastAt: isLatest ? receivedAt : known.lastAt,
    skewMs: (isLatest ? skewMs : known.skewMs) ?? known?.skewMs ?? skewMs,
  });
}

/** Arrival time minus sending time, in whole milliseconds; halves round away from zero. */
function skewOf(receivedMicros: number, sentMicros: bigint | null): number | null {
  if (sentMicros === null) return null;
  const ms = (receivedMicros - Number(sentMicros)) / 1_000;
  return Math.sign(ms) * Math.round(Math.abs(ms));
}
