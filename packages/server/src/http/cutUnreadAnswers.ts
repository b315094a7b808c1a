import type { FastifyInstance } from 'fastify';

/** Longer than a slow phone takes for the largest answer. */
const UNREAD_MS = 60_000;
/** A smaller answer fits into the buffers of the operating system. */
const SMALL_BYTES = 16_384;

/** Closes connections whose client does not read its answer, which would stay in memory. */
export function cutUnreadAnswers(server: FastifyInstance, unreadMs: number = UNREAD_MS): void {
  server.addHook('onSend', async (request, reply, payload) => {
    const isSmall = payload === null || (typeof payload === 'string' && payload.length < SMALL_BYTES);
    // A stream has no end to wait for: cutStalledStream.
    const isStream = String(reply.getHeader('Content-Type')).startsWith('text/event-stream');
    if (isSmall || isStream) return payload;
    const timer = setTimeout(() => request.raw.socket.destroy(), unreadMs);
    reply.raw.once('close', () => clearTimeout(timer));
    return payload;
  });
}
