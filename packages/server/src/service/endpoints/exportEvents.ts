import { HEADER_EXPORT_CURSOR, HEADER_EXPORT_UNTIL, MAX_CUSTOMER_EXPORTS, ROUTES } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import type { Endpoint } from '../endpoint.ts';
import { createExporter } from '../export/createExporter.ts';
import { EXPORT_QUERY_DOC } from '../export/exportQueryDoc.ts';
import { requireOperations } from '../requireOperations.ts';

/** All events of the customer, as a stream. */
export function exportEventsEndpoint(context: ServiceContext): Endpoint {
  const answer = createExporter(context);
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
    handle: async (call, { customerId }) =>
      answer(call, requireOperations(context.engine, 'The export of events'), customerId),
  };
}
