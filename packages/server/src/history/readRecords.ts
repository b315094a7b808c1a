import { type CsvError, parse } from 'csv-parse';
import type { ImportNotes } from './importNotes.ts';
import type { ImportFile } from './openImportFiles.ts';

export interface CsvRecord {
  cells: string[];
  /** Where it ends, from 1. */
  line: number;
}

/** More is a quote that is never closed. */
const MAX_RECORD_BYTES = 1 << 20;

/** Reads the records of a CSV file one after the other; notes a broken one, and goes on after it. */
export async function* readRecords(file: ImportFile, notes: ImportNotes): AsyncGenerator<CsvRecord> {
  const input = await file.open();
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD_BYTES,
    on_skip: (error?: CsvError) => {
      notes.bad(file.name, toLine(error), 'it is not well-formed CSV');
      return undefined;
    },
  });
  input.on('data', (chunk: Buffer) => notes.onBytes(chunk.length));
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { cells: record, line: info.lines };
    }
  } catch (error) {
    const { code } = error as Partial<CsvError>;
    if (!code?.startsWith('CSV_')) throw error;
    notes.bad(file.name, toLine(error as CsvError), 'a quote is not closed: the rest of the file could not be read');
  } finally {
    input.destroy();
  }
}

function toLine(error: CsvError | undefined): number {
  return Number((error as { lines?: number } | undefined)?.lines ?? 0);
}
