import type { FastifyInstance } from 'fastify';

/** Longer than a slow phone takes for the largest answer. */
const UNREAD_MS = 60_000;
/** A smaller answer fits into the buffers of the operating system. */
const SMALL_BYTES = 16_384;

/** Closes connections whose client does not read its answer, which would stay in memory. */
export function cutUnreadAnswers(server: FastifyInstance, unreadMs: number = UNREAD_MS): void {
  server.addHook('onSend', async (request, reply, payload) => {
    const isSmall = payload === null || (typeof payload === 'string' && payload.length < SMALL_BYTES);
    // For a stream there is cutStalledStream.
    if (isSmall || request.isStreamed) return payload;
    const timer = setTimeout(() => request.raw.socket.destroy(), unreadMs);
    reply.raw.once('close', () => clearTimeout(timer));
    return payload;
  });
}
