import type { ExportPlace, ExportQuery } from '../../engine/port.ts';
import { readEventFilters } from '../readEventQuery.ts';
import { refuseQuery } from '../readQuery.ts';
import { fromExportCursor } from './exportCursor.ts';
import { EXPORT_FORMATS, EXPORT_QUERY_DOC, type ExportFormat } from './exportQueryDoc.ts';

export interface ExportRequest {
  format: ExportFormat;
  from: string | undefined;
  to: string | undefined;
  filters: Omit<ExportQuery, 'after' | 'until' | 'limit'>;
  /** The place to go on from. */
  after: ExportPlace | null;
}

/**
 * Reads the query of an export. Throws a `Refusal` (422) that names the part, also for an unknown one: without a filter
 * that was misspelt an export would have everything.
 */
export function readExportQuery(query: URLSearchParams, accept: string | undefined): ExportRequest {
  for (const name of new Set(query.keys())) {
    const isKnown = EXPORT_QUERY_DOC.some((known) => known.name === name);
    if (!isKnown) throw refuseQuery(name.slice(0, 50), 'There is no such parameter', 'extra_forbidden');
    if (query.getAll(name).length > 1) throw refuseQuery(name, 'Give it once', 'value_error');
  }
  const { from, to, ...filters } = readEventFilters(query);
  if (from !== undefined && to !== undefined && from > to) {
    throw refuseQuery('to', 'Input should not be before from', 'value_error');
  }
  return { format: readFormat(query, accept), from, to, filters, after: readCursor(query) };
}

function readFormat(query: URLSearchParams, accept = ''): ExportFormat {
  const text = query.get('format');
  if (text === null) return accept.split(',').some(isCsv) ? 'csv' : 'ndjson';
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (format === undefined) throw refuseQuery('format', `Input should be one of ${EXPORT_FORMATS.join(', ')}`, 'enum');
  return format;
}

function readCursor(query: URLSearchParams): ExportPlace | null {
  const text = query.get('cursor');
  if (text === null) return null;
  const place = fromExportCursor(text);
  if (place === null) throw refuseQuery('cursor', 'Input should be a cursor of an earlier export', 'value_error');
  return place;
}

/** Whether one part of an `Accept` header asks for CSV. */
function isCsv(part: string): boolean {
  const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
  return type === 'text/csv' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
}
