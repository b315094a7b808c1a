/** The stage changes of one customer, in order: docs/reading.md, Live. */
import type { ChangePage, StageChange } from '@onevault/server/internal/engine/port';
import { toPageKey } from '../business/businessKeys.ts';
import type { CustomerState } from '../createCustomerState.ts';
import type { EventRecord } from '../eventRecord.ts';
import { toEventReply } from './toEventReply.ts';
import { toEventRow } from './toEventRow.ts';

const DIGITS = 16;
// Calls never interleave, so everything that has happened is certain.
const MARK = { at: '', open: [] };

/** Notes that an event has reached its stage. An earlier change of it need not be told any more. */
export function noteChange({ changes }: CustomerState, record: EventRecord, nextNumber: () => number): void {
  record.changeNumber = nextNumber();
  changes.push({ number: record.changeNumber, record });
}

export function listStageChanges({ changes }: CustomerState, after: string | null, limit: number): ChangePage {
  const newest = changes.at(-1)?.number ?? 0;
  if (after === null) return { changes: [], next: toPlace(newest), mark: MARK };
  const from = Number(after);
  let first = changes.length;
  while (first > 0 && (changes[first - 1]?.number ?? 0) > from) first -= 1;
  const portion = changes.slice(first, first + limit);
  return {
    changes: portion
      .filter(({ number, record }) => record.changeNumber === number)
      .map(({ record }) => toChange(record)),
    next: toPlace(Math.max(from, portion.at(-1)?.number ?? 0)),
    mark: MARK,
  };
}

export const isPlace = (place: string): boolean => /^\d{16}$/.test(place);

function toPlace(number: number): string {
  return String(number).padStart(DIGITS, '0');
}

function toChange(record: EventRecord): StageChange {
  const { stage, reason, layers } = toEventReply(record);
  const { raw, staging, business } = layers;
  return {
    place: toPlace(record.changeNumber),
    event: {
      ...toEventRow(record),
      stage,
      reason,
      layers: { raw, staging: staging && { at: staging.at }, business },
    },
    page: record.staged && toPageKey(record.staged),
  };
}
