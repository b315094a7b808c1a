import { type DatabaseEngine, type ExportPlace, type ExportQuery, NotSettled } from '../../engine/port.ts';
import { fromExportCursor, laterOf, toExportCursor } from '../../service/export/exportCursor.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../service/export/exportQueryDoc.ts';
import { readExport } from '../../service/export/readExport.ts';
import { CSV_HEADER, toCsv } from '../../service/export/toCsv.ts';
import { toNdjson } from '../../service/export/toNdjson.ts';
import type { Command } from '../command.ts';
import { createProgress } from '../export/createProgress.ts';
import { type ExportFile, openExportFile } from '../export/openExportFile.ts';
import { readCustomer, withCustomer } from '../readCustomer.ts';
import { readDatabase } from '../readDatabase.ts';
import { failed, readFlags } from '../readFlags.ts';
import { readTime } from '../readTime.ts';
import { StartError } from '../startError.ts';
import type { Terminal } from '../terminal.ts';

const HELP = `onevault-server export: writes all events of a customer to a file, oldest first

  --customer <id>           The customer
  --output <file>           The file, which must not exist, or - for stdout
  --format <format>         ndjson or csv. Default ndjson
  --gzip                    Compresses
  --from <time>             Only events that arrived at this time or later: 2026-01-31, 2026-01-31T12:00:00Z
  --to <time>               Only events that arrived before this time
  --resume                  Goes on with the file where it was interrupted, or adds what has arrived since.
                            Give the other flags as before. Begins the file if there is none
  --cursor <cursor>         Only events after this place: for stdout, where no file tells it
  --database <where>        A postgres:// url, or a folder that no server has open.
                            Default DATABASE_URL, else the folder .onevault
  --help

Each row is an event as it arrived, with its staged columns, its stage and the reason if it is set aside or
rejected. Prints how far it is on stderr. While a server has the database open, use GET /api/v1/export/events.
`;

const FLAGS = {
  customer: { type: 'string' },
  output: { type: 'string' },
  format: { type: 'string' },
  gzip: { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  resume: { type: 'boolean' },
  cursor: { type: 'string' },
  database: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface ExportTask {
  customerId: string;
  format: ExportFormat;
  from: string | undefined;
  to: string | undefined;
  cursor: ExportPlace | null;
  file: ExportFile;
  signal: AbortSignal;
  terminal: Terminal;
}

/** `export`: only reads. The file is whole when the command ends with code 0, and can be resumed otherwise. */
export const exportEvents: Command = async (args, env, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.help) return terminal.print(HELP);
  const database = readDatabase(flags.database, env);
  const customerId = readCustomer(flags.customer);
  const { output = '', resume = false, gzip = false } = flags;
  if (output === '') throw failed('--output', 'it is missing', '--output <file>, or --output - for stdout');
  if (resume && output === '-') throw failed('--resume', 'stdout cannot be read', '--cursor <cursor of the last row>');
  const format = readFormat(flags.format);
  const from = flags.from === undefined ? undefined : readTime('--from', flags.from);
  const to = flags.to === undefined ? undefined : readTime('--to', flags.to);
  if (from !== undefined && to !== undefined && from > to) throw failed('--to', 'it is before --from', 'a later time');
  const cursor = readCursor(flags.cursor);

  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    await withCustomer(database, customerId, terminal, async (engine) => {
      const file = await openExportFile({ output, format, isGzip: gzip, resume });
      try {
        await runExport(engine, { customerId, format, from, to, cursor, file, signal: stopping.signal, terminal });
        await file.close();
      } catch (error) {
        await file.abandon().catch(() => {});
        if (stopping.signal.aborted) throw stopped(output);
        if (error instanceof NotSettled) {
          throw new StartError(`[OneVault] Failed to export: ${error.message}. Try again when it has ended.`);
        }
        throw error;
      }
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
};

async function runExport(engine: DatabaseEngine, task: ExportTask): Promise<void> {
  const { customerId, format, from, to, cursor, file, signal, terminal } = task;
  const { operations } = engine;
  const bound = await operations.exportBound(customerId, { isProcessed: false, signal });
  const until = to !== undefined && to < bound ? to : bound;
  const { point } = file;
  const after = laterOf(from, point.place ?? cursor);
  const toText = format === 'csv' ? toCsv : toNdjson;
  if (format === 'csv' && point.bytes === 0) await file.write(CSV_HEADER, 0);

  // The share of the time, not of a number: the totals still count events past their retention.
  const [first] = (await operations.exportEvents(customerId, { after: laterOf(from, cursor), until, limit: 1 })).events;
  const beganMs = Date.parse(first?.receivedAt ?? until);
  const shareOf = (at: string) => (Date.parse(at) - beganMs) / Math.max(1, Date.parse(until) - beganMs);
  const progress = createProgress({
    startShare: point.place === null ? 0 : shareOf(point.place.receivedAt),
    print: terminal.error,
  });

  let { events } = point;
  const query: ExportQuery = { after, until };
  for await (const portion of readExport({ operations, customerId, query, signal })) {
    if (portion.events.length > 0) await file.write(portion.events.map(toText).join(''), portion.events.length);
    events += portion.events.length;
    if (portion.next !== null) progress(events, shareOf(portion.next.receivedAt));
  }
  const next = toExportCursor(laterOf(until, after) ?? { receivedAt: until, eventId: null });
  const more = point.events > 0 ? ` (${(events - point.events).toLocaleString('en')} of them now)` : '';
  terminal.error(`Exported ${events.toLocaleString('en')} events${more}, all that arrived before ${until}.`);
  terminal.error(`What arrives later: --cursor ${next}`);
}

function readFormat(text: string = 'ndjson'): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (format === undefined) throw failed('--format', 'there is no such format', '--format ndjson or --format csv');
  return format;
}

function readCursor(text: string | undefined): ExportPlace | null {
  if (text === undefined) return null;
  const place = fromExportCursor(text);
  if (place === null) throw failed('--cursor', 'it is not a cursor', 'the cursor of a row');
  return place;
}

function stopped(output: string): StartError {
  const instead = output === '-' ? '--cursor with the cursor of the last whole row' : 'the same command with --resume';
  return new StartError(`[OneVault] Failed to finish the export: it was stopped. Try ${instead}.`);
}
