import { attempt } from '../browser/attempt.ts';
import type { WireEvent } from '../events.ts';
import type { DeliveryEventName, DeliveryRecord } from '../queue/createLedger.ts';
import { findMasks, type Mask } from './findMasks.ts';

/** What became of one event so far: the name of its last record. */
export type RowState = DeliveryEventName;

/** One event, with all that happened to it. */
export interface Row {
  /** The number of its first record. */
  key: number;
  id: string;
  type: string;
  /** The event as it is sent; undefined if it never became one. */
  event: WireEvent | undefined;
  json: string | undefined;
  state: RowState;
  records: DeliveryRecord[];
  masks: Mask[];
}

export interface History {
  /** Adds the records that are new. Returns the rows that have changed. */
  read(records: readonly DeliveryRecord[]): Row[];
  /** Oldest first. */
  rows: readonly Row[];
}

/** Enough to look back an hour; a page may stay open for days. */
const MAX_ROWS = 500;

/** Joins the records of the ledger into one row an event. */
export function createHistory(): History {
  const rows: Row[] = [];
  const byId = new Map<string, Row>();
  let last = 0;

  const add = ([key, state, , { event_id: id }, type, json]: DeliveryRecord): Row => {
    const event = json === undefined ? undefined : attempt(() => JSON.parse(json) as WireEvent);
    const row: Row = {
      key,
      id,
      type: String(event?.event_type ?? type ?? ''),
      event,
      json,
      state,
      records: [],
      masks: event ? findMasks(event) : [],
    };
    rows.push(row);
    // What was refused has no id, and only one record.
    if (row.id) byId.set(row.id, row);
    const [oldest] = rows;
    if (rows.length > MAX_ROWS && oldest) {
      rows.shift();
      byId.delete(oldest.id);
    }
    return row;
  };

  return {
    rows,
    read(records) {
      const changed = new Set<Row>();
      const fresh = records.filter(([number]) => number > last).sort(([a], [b]) => a - b);
      for (const record of fresh) {
        const [number, name, , { event_id: id }] = record;
        last = number;
        const row = byId.get(id) ?? add(record);
        row.state = name;
        row.records.push(record);
        changed.add(row);
      }
      return [...changed];
    },
  };
}
