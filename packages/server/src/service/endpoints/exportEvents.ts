import { HEADER_EXPORT_CURSOR, HEADER_EXPORT_UNTIL, MAX_CUSTOMER_EXPORTS, ROUTES } from '@onevault/contract';
import { type ExportQuery, NotSettled, type Operations } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import type { Endpoint } from '../endpoint.ts';
import { createTurns } from '../export/createTurns.ts';
import { laterOf, toExportCursor } from '../export/exportCursor.ts';
import { needsStaging, readExport } from '../export/readExport.ts';
import { EXPORT_QUERY_DOC, type ExportRequest, readExportQuery } from '../export/readExportQuery.ts';
import { writeCsv, writeNdjson } from '../export/writeExport.ts';
import { requireOperations } from '../requireOperations.ts';

/** Portions that are read at the same time: connections stay free for everything else. */
const READS_AT_ONCE = 2;

const CONTENT_TYPES = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' };

/** All events of the customer, as a stream. */
export function exportEventsEndpoint({ engine, log }: ServiceContext): Endpoint {
  const takeTurn = createTurns(READS_AT_ONCE);
  const open = new Map<string, number>();

  return {
    method: 'GET',
    path: ROUTES.exportEvents,
    access: 'secret',
    doc: {
      summary: 'All events that match, oldest first, as NDJSON or CSV',
      description: `Each row is an event as it arrived, with its staged columns, its stage, the reason if it is set aside or rejected, and a \`cursor\`. A client that lost the connection sends the \`cursor\` of the last whole row that it has, with the same filters, and gets what follows, without a gap or a double. The export ends at the time in \`${HEADER_EXPORT_UNTIL}\`: all events that arrived before it are there. \`${HEADER_EXPORT_CURSOR}\` is the cursor for what arrives later; NDJSON repeats it in the last line, \`{"export": {"status": "complete", …}}\`. An answer without its end is not complete. At most ${MAX_CUSTOMER_EXPORTS} exports of a customer at once on one server (429). CSV is by RFC 4180, and no text in it is a formula for a spreadsheet. Compressed with \`Accept-Encoding: gzip\`.`,
      query: EXPORT_QUERY_DOC,
      contentType: 'application/x-ndjson',
      errors: [501],
    },
    async handle({ query, accept, signal, requestId }, { customerId }) {
      const request = readExportQuery(query, accept);
      const operations = requireOperations(engine, 'The export of events');
      const close = enter(customerId, signal);
      try {
        const until = await findEnd(operations, customerId, request, signal);
        const after = laterOf(request.from, request.after);
        const nextCursor = toExportCursor(laterOf(until, after) ?? { receivedAt: until, eventId: null });
        const exported: ExportQuery = { ...request.filters, after, until };
        const portions = readExport({ operations, customerId, query: exported, signal, takeTurn });
        // Before the answer begins: a database that is away is a 503.
        const first = await portions.next();
        const write = request.format === 'csv' ? writeCsv : writeNdjson;
        return {
          status: 200,
          body: '',
          headers: {
            'Content-Type': CONTENT_TYPES[request.format],
            'Content-Disposition': `attachment; filename="events.${request.format}"`,
            [HEADER_EXPORT_UNTIL]: until,
            [HEADER_EXPORT_CURSOR]: nextCursor,
          },
          stream: noted(write({ first, portions, until, nextCursor }), close, (error) => {
            if (signal.aborted) return;
            log.warn(
              `[OneVault] Failed to finish the export of request ${requestId}: ${error}. The client can resume.`,
            );
          }),
          isCompressible: true,
        };
      } catch (error) {
        close();
        // Nobody waits for the answer any more, or the server closes.
        if (signal.aborted) throw shuttingDown();
        throw error instanceof NotSettled ? notSettled(error) : error;
      }
    },
  };

  /** Counts an export of the customer until the returned function is called, or the client is gone. */
  function enter(customerId: string, signal: AbortSignal): () => void {
    const count = open.get(customerId) ?? 0;
    if (count >= MAX_CUSTOMER_EXPORTS) throw tooMany();
    open.set(customerId, count + 1);
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (open.get(customerId) ?? 0) - 1;
      if (left > 0) open.set(customerId, left);
      else open.delete(customerId);
    };
    signal.addEventListener('abort', close, { once: true });
    return close;
  }
}

/** Not after `to`, and not before the place to go on from. */
async function findEnd(
  operations: Operations,
  customerId: string,
  { filters, to }: ExportRequest,
  signal: AbortSignal,
): Promise<string> {
  const bound = await operations.exportBound(customerId, { isProcessed: needsStaging(filters), signal });
  return to !== undefined && to < bound ? to : bound;
}

async function* noted(
  text: AsyncGenerator<string, void>,
  close: () => void,
  onError: (error: unknown) => void,
): AsyncGenerator<string, void> {
  try {
    yield* text;
  } catch (error) {
    onError(error);
    throw error;
  } finally {
    close();
  }
}

function tooMany(): Refusal {
  const message = `This customer has ${MAX_CUSTOMER_EXPORTS} open exports: try again when one has ended`;
  return new Refusal({ status: 429, code: 'TOO_MANY_EXPORTS', message, headers: { 'Retry-After': '10' } });
}

function notSettled({ message }: NotSettled): Refusal {
  return new Refusal({
    status: 503,
    code: 'NOT_SETTLED',
    message: `${message}, so no end of the export can be told: try again`,
    headers: { 'Retry-After': '5' },
  });
}

function shuttingDown(): Refusal {
  const message = 'The server closes: try again';
  return new Refusal({ status: 503, code: 'SHUTTING_DOWN', message, headers: { 'Retry-After': '1' } });
}
