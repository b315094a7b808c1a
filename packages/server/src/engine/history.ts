import type { HistoryDay, HistoryDimension, HistoryImport, HistorySource, HistoryValue } from '@onevault/contract';

/**
 * Imported history of a customer: docs/import.md. A load writes rows that nobody sees until it is finished; then they
 * replace those of the import's earlier load. Calls with `by` write an entry to the audit trail.
 */
export interface History {
  /** By their first day. */
  findImports(customerId: string): Promise<HistoryImport[]>;
  /** Begins a load, or goes on with one of the same files that was cut off. Another process that loads it is shut out. */
  beginImport(customerId: string, load: HistoryLoad): Promise<HistoryBegun | 'too_many' | 'other_source'>;
  /** Stores rows and how many of the load are stored now, in one transaction; false if this process was shut out. */
  addRows(customerId: string, load: HistoryLoad, rows: readonly HistoryRow[], done: number): Promise<boolean>;
  /** False if this process was shut out. */
  finishImport(
    customerId: string,
    load: HistoryLoad,
    counted: { rows: number; badRows: number },
    by?: string,
  ): Promise<boolean>;
  /** False if there is no such import. */
  deleteImport(customerId: string, importId: string, by?: string): Promise<boolean>;

  /** Numbers of each day of the whole site; of all imports, or of one. Days are included. */
  findDays(customerId: string, range: HistoryRange): Promise<HistoryDay[]>;
  /** Numbers of each value, the largest first. */
  findValues(customerId: string, range: HistoryRange, by: HistoryDimension, limit: number): Promise<HistoryValue[]>;
}

export interface HistoryLoad {
  importId: string;
  source: HistorySource;
  /** Of the files. */
  digest: string;
  /** A UUID of the process that loads. */
  token: string;
}

export interface HistoryBegun {
  /** How many rows are stored already. */
  rows: number;
  /** The first day that the customer's retention keeps. */
  firstDay: string;
  /** When the load that this one replaces was finished; null for the first. */
  replaces: string | null;
  /** That one was of the same files. */
  isSame: boolean;
}

export interface HistoryRange {
  from: string;
  to: string;
  importId?: string | undefined;
}

/** Numbers of one day and one value. What the export does not say is missing. */
export interface HistoryRow {
  day: string;
  /** Null: the whole site. */
  dimension: HistoryDimension | null;
  /** Null: none. */
  value: string | null;
  visitors?: number | undefined;
  sessions?: number | undefined;
  pageViews?: number | undefined;
  events?: number | undefined;
  bounces?: number | undefined;
  /** Of all its sessions together. */
  durationS?: number | undefined;
}
