import type { HistoryRow } from '../engine/port.ts';

/** What a format makes of the tables of a file. */
export interface Format {
  /** `comments`: the lines before the table that begin with #. */
  toTable(fileName: string, header: readonly string[], comments: readonly string[]): Table | { ignored: string };
  /** A file may have several tables, each after lines with # or an empty line. */
  hasComments?: boolean;
}

export interface Table {
  /** Throws `UnusableRow`. */
  read(cells: readonly string[]): HistoryRow[];
}
