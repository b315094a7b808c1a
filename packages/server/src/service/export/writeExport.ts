import type { ExportedEvent, ExportPortion } from '../../engine/port.ts';
import { toExportCursor } from './exportCursor.ts';
import { CSV_HEADER, toCsv } from './toCsv.ts';
import { toNdjson } from './toNdjson.ts';

export interface ExportText {
  /** The first portion, which was read before the answer began. */
  first: IteratorResult<ExportPortion, void>;
  portions: AsyncGenerator<ExportPortion, void>;
  until: string;
  /** Where to go on after this export. */
  nextCursor: string;
}

/** About what is sent at once. */
const CHUNK_CHARS = 65_536;
/** A proxy may cut an answer that is silent for longer; a client then goes on from the place in the last line. */
const SILENT_MS = 10_000;

/** An event a line. Lines that begin with `{"export":` are about the export: its end, and where a long search is. */
export async function* writeNdjson({ first, portions, until, nextCursor }: ExportText): AsyncGenerator<string, void> {
  let events = 0;
  let wroteMs = performance.now();
  for await (const portion of follow(first, portions)) {
    events += portion.events.length;
    yield* inChunks(portion.events, toNdjson);
    const nowMs = performance.now();
    if (portion.events.length > 0) wroteMs = nowMs;
    else if (portion.next !== null && nowMs - wroteMs > SILENT_MS) {
      wroteMs = nowMs;
      yield toLine({ status: 'running', next_cursor: toExportCursor(portion.next) });
    }
  }
  yield toLine({ status: 'complete', events, until, next_cursor: nextCursor });
}

/** A header, then an event a record. */
export async function* writeCsv({
  first,
  portions,
}: Pick<ExportText, 'first' | 'portions'>): AsyncGenerator<string, void> {
  yield CSV_HEADER;
  for await (const { events } of follow(first, portions)) yield* inChunks(events, toCsv);
}

/** Joins rows to chunks. The largest event makes a larger chunk. */
function* inChunks(events: readonly ExportedEvent[], toText: (event: ExportedEvent) => string): Generator<string> {
  let chunk = '';
  for (const event of events) {
    chunk += toText(event);
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

async function* follow(
  { value }: ExportText['first'],
  portions: ExportText['portions'],
): AsyncGenerator<ExportPortion> {
  try {
    if (value) yield value;
    yield* portions;
  } finally {
    await portions.return();
  }
}

function toLine(about: object): string {
  return `${JSON.stringify({ export: about })}\n`;
}
