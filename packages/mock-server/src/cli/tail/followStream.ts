import { setTimeout as wait } from 'node:timers/promises';
import { HEADER_LAST_EVENT_ID, ROUTES, type StreamEvent } from '@onevault/contract';
import { StartError } from '@onevault/server/internal/cli/startError';
import { unreachable } from '../connect/createAsk.ts';
import type { Connection } from '../connect/readConnection.ts';
import { readServerSentEvents } from './readServerSentEvents.ts';

export interface FollowOptions {
  /** Filters of the stream, such as `event_type`. */
  query: Record<string, string>;
  /** Called when the stream was cut, before it is opened again. */
  onCut(reason: string): void;
  signal?: AbortSignal;
}

/** Until the server says another (`retry:`). */
const RETRY_MS = 1_000;
/** What another request can change: too many streams, and a server that starts or is away. */
const isPassing = (status: number) => status === 429 || status >= 500;

/**
 * Yields each event whose stage changes, from now on. A stream that is cut is opened again and goes on after the last
 * event, without a gap or a double.
 *
 * @throws StartError if no server answers the first time, or one refuses the key or a filter.
 */
export async function* followStream(connection: Connection, options: FollowOptions): AsyncGenerator<StreamEvent, void> {
  const { query, onCut, signal } = options;
  const { url, customerId, token } = connection;
  const address = `${url}${ROUTES.stream}?${new URLSearchParams(query)}`;
  const headers = { 'X-Customer-ID': customerId, Authorization: `Bearer ${token}` };
  let lastId = '';
  let retryMs = RETRY_MS;
  let wasOpen = false;

  while (!signal?.aborted) {
    let cut = 'the server ended it';
    try {
      const response = await fetch(address, {
        headers: { ...headers, ...(lastId !== '' && { [HEADER_LAST_EVENT_ID]: lastId }) },
        ...(signal && { signal }),
      });
      if (!response.ok || !response.body) {
        if (!isPassing(response.status)) throw await toRefusal(url, response);
        cut = `HTTP ${response.status}`;
      } else {
        wasOpen = true;
        for await (const { id, data, retryMs: wanted } of readServerSentEvents(response.body)) {
          retryMs = wanted ?? retryMs;
          if (data !== null) yield JSON.parse(data) as StreamEvent;
          // After the reader has taken it: what was not taken comes again.
          lastId = id ?? lastId;
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof StartError) throw error;
      if (!wasOpen) throw unreachable(url, error);
      cut = 'the connection broke';
    }
    onCut(cut);
    await wait(retryMs, undefined, { ...(signal && { signal }) }).catch(() => {});
  }
}

async function toRefusal(url: string, response: Response): Promise<StartError> {
  const { message } = (await response.json().catch(() => ({}))) as { message?: unknown };
  const reason = typeof message === 'string' ? message.replace(/\.$/, '') : `HTTP ${response.status}`;
  return new StartError(
    `[OneVault] Failed to follow the events of ${url}: ${reason}. Try --key <customer>:<token> with a full key, or other filters.`,
  );
}
