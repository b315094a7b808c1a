import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { RejectedRow } from '../listRejected.ts';
import { type Difference, findDifferences } from './findDifferences.ts';
import { formatData } from './formatData.ts';
import { cut, formatValue } from './formatValue.ts';
import { isWanted, type Wanted } from './isWanted.ts';
import { nameDistance } from './nameDistance.ts';

/** The events to compare with. */
export interface Candidates {
  events: StagedEvent[];
  rejected: RejectedRow[];
}

const MAX_SHOWN = 3;
const MAX_FIELDS = 5;
// A wrong name weighs more than any number of wrong fields.
const NAME_WEIGHT = 1_000;

/** `"purchase" with {"value":120}`. */
export function describeWanted({ event_type: eventType, where }: Wanted): string {
  const name = JSON.stringify(eventType);
  if (typeof where === 'function') return `${name} for which ${where.name || 'the function'} is true`;
  return where === undefined ? name : `${name} with ${formatValue(where)}`;
}

/** Describes the nearest events, each with the fields that differ, for a message. */
export function describeNearest(wanted: Wanted, { events, rejected }: Candidates): string {
  const lines = [
    ...events.filter((event) => !isWanted(event, wanted)).map((event) => compareEvent(wanted, event)),
    ...rejected.map((row) => compareRejected(wanted, row)),
  ];
  if (lines.length === 0) return '  (no other event)';
  lines.sort((a, b) => a.distance - b.distance);
  const shown = lines.slice(0, MAX_SHOWN).map(({ text }, i) => `  ${i + 1}. ${text}`);
  const others = lines.slice(MAX_SHOWN);
  if (others.length > 0) shown.push(`  … and ${others.length} more: ${listNames(others)}`);
  return shown.join('\n');
}

/** One candidate: its name, how far it is from the wanted event, and its description. */
interface Comparison {
  name: string;
  distance: number;
  text: string;
}

/** `page_view, search`: which events the description leaves out. */
function listNames(others: readonly Comparison[]): string {
  return cut([...new Set(others.map(({ name }) => name))].join(', '));
}

function compareEvent(wanted: Wanted, event: StagedEvent): Comparison {
  const differences =
    typeof wanted.where === 'object' ? findDifferences(wanted.where, event.event_data) : ([] as Difference[]);
  const isSameType = event.event_type === wanted.event_type;
  const notes = differences.slice(0, MAX_FIELDS).map(describeDifference);
  if (differences.length > MAX_FIELDS) notes.push(`… and ${differences.length - MAX_FIELDS} more`);
  if (!isSameType)
    notes.unshift(`event_type: expected ${formatValue(wanted.event_type)}, got ${formatValue(event.event_type)}`);
  if (isSameType && typeof wanted.where === 'function') notes.push(`event_data: ${formatData(event.event_data)}`);
  return {
    name: event.event_type,
    distance: NAME_WEIGHT * nameDistance(wanted.event_type, event.event_type) + differences.length,
    text: [`${event.event_type}${placeOf(event.page_url)}`, ...notes].join('\n       '),
  };
}

function compareRejected(wanted: Wanted, row: RejectedRow): Comparison {
  const { event_type: eventType, page_url: pageUrl, stage, reason } = row;
  const why = `${reason.pointer === '' ? '' : `${reason.pointer}: `}${reason.message} (${reason.rule})`;
  const name = eventType ?? '(no event_type)';
  return {
    name,
    distance: NAME_WEIGHT * nameDistance(wanted.event_type, eventType ?? ''),
    text: `${name}${placeOf(pageUrl ?? '')}\n       ${stage}: ${why}`,
  };
}

function describeDifference({ path, expected, actual }: Difference): string {
  return `${path || 'event_data'}: expected ${formatValue(expected)}, got ${formatValue(actual)}`;
}

function placeOf(pageUrl: string): string {
  return pageUrl === '' ? '' : ` on ${pageUrl}`;
}
