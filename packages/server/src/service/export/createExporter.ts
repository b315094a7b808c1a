import { HEADER_EXPORT_CURSOR, HEADER_EXPORT_UNTIL, MAX_CUSTOMER_EXPORTS } from '@onevault/contract';
import { type ExportQuery, NotSettled, type Operations } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import type { Call, Reply } from '../endpoint.ts';
import { createTurns } from './createTurns.ts';
import { laterOf, toExportCursor } from './exportCursor.ts';
import { needsStaging, readExport } from './readExport.ts';
import { type ExportRequest, readExportQuery } from './readExportQuery.ts';
import { writeCsv, writeNdjson } from './writeExport.ts';

/** Answers one request for an export. */
export type Exporter = (call: Call, operations: Operations, customerId: string) => Promise<Reply>;

/** Portions that are read at the same time: connections stay free for everything else. */
const READS_AT_ONCE = 2;

const CONTENT_TYPES = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' };

/** Exports events for all customers of a server. */
export function createExporter({ log }: Pick<ServiceContext, 'log'>): Exporter {
  const takeTurn = createTurns(READS_AT_ONCE);
  const open = new Map<string, number>();

  return async ({ query, accept, signal, requestId }, operations, customerId) => {
    const request = readExportQuery(query, accept);
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
          log.warn(`[OneVault] Failed to finish the export of request ${requestId}: ${error}. The client can resume.`);
        }),
        isCompressible: true,
      };
    } catch (error) {
      close();
      // Nobody waits for the answer any more, or the server closes.
      if (signal.aborted) throw shuttingDown();
      throw error instanceof NotSettled ? notSettled(error) : error;
    }
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
