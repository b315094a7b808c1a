import type { ServerResponse } from 'node:http';

/** Longer than a phone is in a tunnel; a client that comes back later resumes. */
const STALLED_MS = 60_000;

/**
 * Closes the connection of a stream whose client has not read for so long. Until then nothing more is made for it: what
 * it holds is one portion, and the buffers of its socket.
 */
export function cutStalledStream(response: ServerResponse, stalledMs: number = STALLED_MS): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const go = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  // A message or a comment is written at least every 15 s, so a stall is seen soon.
  const look = setInterval(() => {
    if (response.writableNeedDrain) timer ??= setTimeout(() => response.destroy(), stalledMs);
  }, stalledMs / 4);
  response.on('drain', go);
  response.once('close', () => {
    clearInterval(look);
    go();
  });
}
