import { HEADER_LAST_EVENT_ID, MAX_CUSTOMER_STREAMS, MAX_STREAMS, ROUTES, STREAM_COMMENT_MS } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import type { Endpoint } from '../endpoint.ts';
import { EVENT_QUERY_DOC, readEventFilters } from '../readEventQuery.ts';
import type { Streams } from '../stream/createStreams.ts';

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // A proxy that compresses, or collects before it sends, would hold messages back.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};
const FILTERS = EVENT_QUERY_DOC.filter(({ name }) => name !== 'series' && name !== 'cursor');

/** The live view: what happens to each event, as it happens. */
export function streamEndpoint(context: ServiceContext): Endpoint {
  let loaded: Promise<Streams> | undefined;
  // With the first stream: a page with MSW's handlers seldom opens one, and loads every byte of theirs.
  const load = () => {
    loaded ??= import('../stream/createStreams.ts').then(({ createStreams }) => createStreams(context));
    return loaded;
  };
  return {
    method: 'GET',
    path: ROUTES.stream,
    access: 'secret',
    doc: {
      summary: 'Sends each event whose stage changes, as it happens (server-sent events)',
      description: `One message (\`event: track\`) an event and change of stage; its \`data\` is a row of the dashboard with \`stage\`, \`reason\` and the times of the layers. An event that passes several stages at once is one message. Begins with what happens from now on, or after the message that \`${HEADER_LAST_EVENT_ID}\` names: without a gap or a double, on every server of the database, for a day. A comment comes every ${STREAM_COMMENT_MS / 1000} s. At most ${MAX_CUSTOMER_STREAMS} streams a customer (429) and ${MAX_STREAMS} in all (503) on one server.`,
      headers: [
        {
          name: HEADER_LAST_EVENT_ID,
          description: 'The `id` of the last message that the client got: the stream continues after it',
          schema: { type: 'string' },
        },
      ],
      query: FILTERS,
      reply: ['StreamEventSchema'],
      contentType: 'text/event-stream',
    },
    async handle({ query, signal, lastEventId }, { customerId }, _by, isStillAdmitted) {
      const filters = readEventFilters(query);
      const streams = await load();
      const stream = await streams.open({
        customerId,
        lastEventId,
        query: filters,
        isAllowed: isStillAdmitted,
        signal,
      });
      return { status: 200, body: '', headers: HEADERS, stream };
    },
  };
}
