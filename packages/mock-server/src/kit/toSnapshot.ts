import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { byTime } from './byTime.ts';

/** An event without what differs from run to run. */
export interface SnapshotEvent {
  event_type: string;
  page_url: string;
  event_data: Record<string, unknown>;
}

/** Kept as numbered names, so that a snapshot shows which events belong together. */
const IDS: Record<string, string> = {
  visitor_id: 'visitor',
  session_id: 'session',
  page_view_id: 'page view',
  tab_id: 'tab',
};
const CLOCKS = ['timestamp', 'sent_at'];
/** Of the machine and its browser, which some have and some do not, and of the release of the tracker. */
const DEVICE = [
  'automated',
  'connection',
  'is_mobile',
  'language',
  'platform',
  'screen_resolution',
  'timezone',
  'tracker_version',
  'viewport_size',
];
/** A free port is another one in each run. */
const PORT = /\b(https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])):\d+/g;

/**
 * Events in a form that is the same in each run, for `toMatchSnapshot`: in the order they happened, with ids as
 * `<visitor 1>` and clocks as `<timestamp>`, without the device and the version of the tracker, and without the port in addresses of this machine.
 *
 * @example expect(toSnapshot(await tracking.events())).toMatchSnapshot();
 */
export function toSnapshot(events: readonly StagedEvent[]): SnapshotEvent[] {
  const known = new Map<string, string[]>();
  const toStable = ([name, value]: [string, unknown]): [string, unknown][] => {
    if (DEVICE.includes(name)) return [];
    if (CLOCKS.includes(name)) return [[name, `<${name}>`]];
    const noun = Object.hasOwn(IDS, name) ? IDS[name] : undefined;
    return [[name, noun === undefined ? withoutPorts(value) : `<${noun} ${numberOf(known, noun, String(value))}>`]];
  };
  return [...events].sort(byTimeAndContent).map(({ event_type, page_url, event_data }) => ({
    event_type,
    page_url: withoutPorts(page_url) as string,
    event_data: Object.fromEntries(Object.entries(event_data).flatMap(toStable)),
  }));
}

/** 1 for the first id of its kind, 2 for the second. */
function numberOf(known: Map<string, string[]>, noun: string, id: string): number {
  const ids = known.get(noun) ?? [];
  known.set(noun, ids);
  if (!ids.includes(id)) ids.push(id);
  return ids.indexOf(id) + 1;
}

function withoutPorts(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(PORT, '$1');
  if (Array.isArray(value)) return value.map(withoutPorts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutPorts(inner)]));
}

/** Events of the same moment may arrive in any order. */
function byTimeAndContent(a: StagedEvent, b: StagedEvent): number {
  const [one, other] = [contentOf(a), contentOf(b)];
  return byTime(a, b) || (one < other ? -1 : Number(one > other));
}

function contentOf({ event_type, page_url, event_data }: StagedEvent): string {
  const own = Object.entries(event_data).filter(([name]) => !(name in IDS || DEVICE.includes(name)));
  return JSON.stringify([event_type, page_url, own]);
}
