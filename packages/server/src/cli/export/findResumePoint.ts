import type { FileHandle } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { ExportPlace } from '../../engine/port.ts';
import { fromExportCursor } from '../../service/export/exportCursor.ts';
import type { ExportFormat } from '../../service/export/exportQueryDoc.ts';
import { CSV_HEADER } from '../../service/export/toCsv.ts';
import { readGzipMember } from './gzipMember.ts';
import { scanRecords } from './scanRecords.ts';

/** How far an export came that was interrupted. */
export interface ResumePoint {
  /** Events in the file. */
  events: number;
  /** What follows is a part of a record, or of a compressed piece. */
  bytes: number;
  /** Of the last event; null if there is none. */
  place: ExportPlace | null;
}

/** The file was not made by an export of this form. */
export class ForeignFile extends Error {
  override name = 'ForeignFile';
}

const PIECE_BYTES = 1_048_576;

/** Finds the last whole event in a file. */
export async function findResumePoint(file: FileHandle, format: ExportFormat, isGzip: boolean): Promise<ResumePoint> {
  return isGzip ? findInGzip(file, format) : findInText(file, format);
}

async function findInText(file: FileHandle, format: ExportFormat): Promise<ResumePoint> {
  const scan = scanRecords(format);
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) break;
    scan.add(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
  const { count, lastBegin, end } = scan.found();
  await checkBeginning(async (bytes) => (await readBytes(file, 0, Math.min(bytes, end))).toString(), format, count);
  const headers = format === 'csv' ? 1 : 0;
  const isEmpty = count <= headers;
  const last = isEmpty ? '' : (await readBytes(file, lastBegin, end - lastBegin)).toString();
  return { events: isEmpty ? 0 : count - headers, bytes: end, place: isEmpty ? null : readPlace(last, format) };
}

async function findInGzip(file: FileHandle, format: ExportFormat): Promise<ResumePoint> {
  const { size } = await file.stat();
  let at = 0;
  let events = 0;
  let last: { at: number; bytes: number } | null = null;
  let first: { bytes: number } | null = null;
  while (at < size) {
    const member = await readGzipMember(file, at, size);
    if (member === undefined) throw new ForeignFile('it was not made by export --gzip');
    if (member === null) break;
    first ??= member;
    if (member.events > 0) last = { at, bytes: member.bytes };
    events += member.events;
    at += member.bytes;
  }
  const textOf = async (begin: number, bytes: number) => gunzipSync(await readBytes(file, begin, bytes));
  await checkBeginning(async () => (first === null ? '' : (await textOf(0, first.bytes)).toString()), format, events);
  if (last === null) return { events: 0, bytes: at, place: null };
  const text = await textOf(last.at, last.bytes);
  const scan = scanRecords(format);
  scan.add(text);
  const { lastBegin, end } = scan.found();
  return { events, bytes: at, place: readPlace(text.toString('utf8', lastBegin, end), format) };
}

async function checkBeginning(
  read: (bytes: number) => Promise<string>,
  format: ExportFormat,
  records: number,
): Promise<void> {
  if (format !== 'csv' || records === 0) return;
  const beginning = await read(Buffer.byteLength(CSV_HEADER));
  if (!beginning.startsWith(CSV_HEADER)) throw new ForeignFile('its first line is not that of a CSV export');
}

function readPlace(record: string, format: ExportFormat): ExportPlace {
  const place = fromExportCursor(format === 'csv' ? readLastCell(record) : readCursor(record));
  if (place === null) throw new ForeignFile('its last line has no cursor');
  return place;
}

function readCursor(line: string): string {
  try {
    const { cursor } = JSON.parse(line) as { cursor?: unknown };
    return typeof cursor === 'string' ? cursor : '';
  } catch {
    return '';
  }
}

/** The cursor: in quotes, and without quotes in it. */
function readLastCell(record: string): string {
  return record
    .slice(record.lastIndexOf(',') + 1)
    .trim()
    .replaceAll('"', '');
}

async function readBytes(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let read = 0;
  while (read < bytes) {
    const { bytesRead } = await file.read(buffer, read, bytes - read, at + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}
