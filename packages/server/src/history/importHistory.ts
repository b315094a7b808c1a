import { randomUUID } from 'node:crypto';
import type { HistorySource } from '@onevault/contract';
import type { History, HistoryBegun, HistoryLoad, HistoryRow } from '../engine/port.ts';
import type { Format } from './format.ts';
import { ga4 } from './ga4.ts';
import { type ImportNotes, UnusableRow } from './importNotes.ts';
import type { ImportFile, ImportFiles } from './openImportFiles.ts';
import { plausible } from './plausible.ts';
import { readRecords } from './readRecords.ts';
import { readUmami } from './umami.ts';

export interface ImportOptions {
  history: History;
  customerId: string;
  importId: string;
  source: HistorySource;
  files: ImportFiles;
  notes: ImportNotes;
  by: string;
  /** Told before the first row is read. */
  onBegin?: (begun: HistoryBegun) => void;
  onRows?: (rows: number) => void;
}

export interface Imported {
  rows: number;
  /** Rows of days before the customer's retention, which were left out. */
  tooOld: number;
  firstDay: string;
}

/** Why a load ended before its end. */
export type ImportProblem = 'too_many' | 'other_source' | 'shut_out' | 'too_old' | 'nothing';

/** Rows of one transaction. */
const ROWS_A_BATCH = 1_000;
const MAX_COMMENTS = 100;

/**
 * Loads the files of an export. Rows are always read in the same order, so a load that was cut off goes on after the rows
 * that are stored. Nothing of it is seen until all are; then it replaces the earlier load of this import.
 */
export async function importHistory(options: ImportOptions): Promise<Imported | ImportProblem> {
  const { history, customerId, importId, source, files, notes, by } = options;
  const load: HistoryLoad = { importId, source, digest: await files.digest(), token: randomUUID() };
  let begun: HistoryBegun | undefined;
  let [read, tooOld] = [0, 0];
  let batch: HistoryRow[] = [];
  const store = async (): Promise<boolean> => {
    const isOurs = await history.addRows(customerId, load, batch, read);
    batch = [];
    options.onRows?.(read);
    return isOurs;
  };
  for await (const row of readRows(source, files.files, notes)) {
    if (begun === undefined) {
      // Not before there is a row: files without any must not replace an import, or leave one behind.
      const result = await history.beginImport(customerId, load);
      if (typeof result === 'string') return result;
      begun = result;
      options.onBegin?.(begun);
    }
    // The place of a row counts all that were read: retention may have moved on since a load was cut off.
    read += 1;
    if (row.day < begun.firstDay) tooOld += 1;
    else if (read > begun.rows) batch.push(row);
    if (batch.length >= ROWS_A_BATCH && !(await store())) return 'shut_out';
  }
  if (begun === undefined) return 'nothing';
  if (!(await store())) return 'shut_out';
  const rows = read - tooOld;
  if (rows === 0) {
    if (begun.replaces === null) await history.deleteImport(customerId, importId, by);
    return 'too_old';
  }
  const isFinished = await history.finishImport(customerId, load, { rows, badRows: notes.badRows }, by);
  return isFinished ? { rows, tooOld, firstDay: begun.firstDay } : 'shut_out';
}

function readRows(source: HistorySource, files: readonly ImportFile[], notes: ImportNotes): AsyncIterable<HistoryRow> {
  if (source === 'umami') return readUmami(files, notes);
  return readTables(source === 'ga4' ? ga4 : plausible, files, notes);
}

async function* readTables(
  format: Format,
  files: readonly ImportFile[],
  notes: ImportNotes,
): AsyncGenerator<HistoryRow> {
  const claim = createClaims();
  for (const file of files) {
    let table: ReturnType<Format['toTable']> | undefined;
    let columns = 0;
    let comments: string[] = [];
    for await (const { cells, line } of readRecords(file, notes)) {
      const isEmpty = cells.every((cell) => cell.trim() === '');
      if (isEmpty || (format.hasComments && cells[0]?.startsWith('#'))) {
        // After it another table begins.
        if (format.hasComments) table = undefined;
        if (!isEmpty) comments = [...comments.slice(-MAX_COMMENTS), cells.join(',')];
        continue;
      }
      if (table === undefined) {
        columns = cells.length;
        table = format.toTable(file.name, cells, comments);
        if ('ignored' in table) notes.ignored(file.name, table.ignored);
        continue;
      }
      if ('ignored' in table) continue;
      try {
        // Rows of totals have one column more in GA4.
        if (cells.length < columns || (cells.length > columns && !format.hasComments)) {
          throw new UnusableRow(`it has ${cells.length} columns, and the heading ${columns}`);
        }
        for (const row of table.read(cells)) {
          if (claim(table, row)) yield row;
          else if (claim.isFirstRefusal(table)) notes.ignored(file.name, toTwice(row));
        }
      } catch (error) {
        if (!(error instanceof UnusableRow)) throw error;
        notes.bad(file.name, line, error.message);
      }
    }
  }
}

/** Two tables may have the same days, as two reports of GA4 or two exports of one site have: the first one counts. */
function createClaims() {
  const owners = new Map<string, object>();
  const refused = new Set<object>();
  const claim = (table: object, { dimension, day }: HistoryRow): boolean => {
    const key = `${dimension ?? ''} ${day}`;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, table);
    return owner === undefined || owner === table;
  };
  return Object.assign(claim, {
    isFirstRefusal(table: object): boolean {
      if (refused.has(table)) return false;
      refused.add(table);
      return true;
    },
  });
}

function toTwice({ dimension, day }: HistoryRow): string {
  return `an earlier table has ${dimension ?? 'the whole site'} of ${day} already, and perhaps of more days: they are not added twice`;
}
