import { HEADER_LAST_EVENT_ID, ROUTES, type StreamEvent } from '@onevault/contract';
import { createParser } from 'eventsource-parser';
import { type AskError, toAskError, toPath } from '../../api/ask.ts';

export type StreamState = 'connecting' | 'live' | 'broken' | 'refused';

export interface FollowOptions {
  filters: Record<string, string>;
  onEvents(events: StreamEvent[]): void;
  /** `error`: why the server refuses. */
  onState(state: StreamState, error?: AskError): void;
  signal: AbortSignal;
}

const RETRY_MS = 1_000;
/** A comment comes every 15 s: without one the connection is dead, whatever the system believes. */
const SILENCE_MS = 35_000;

/**
 * Follows the live stream until the signal is aborted: comes back after each break, without a gap or a double. By
 * `fetch`, since `EventSource` says nothing about a refusal.
 */
export async function followStream({ filters, onEvents, onState, signal }: FollowOptions): Promise<void> {
  const path = toPath(ROUTES.stream, filters);
  let lastId = '';
  onState('connecting');
  while (!signal.aborted) {
    const cut = new AbortController();
    const both = AbortSignal.any([signal, cut.signal]);
    try {
      const answer = await fetch(path, { headers: lastId ? { [HEADER_LAST_EVENT_ID]: lastId } : {}, signal: both });
      if (answer.status === 422 && lastId) lastId = '';
      else if (!answer.ok || !answer.body) {
        const error = await toAskError(answer, path);
        const isFinal = answer.status < 500 && answer.status !== 429;
        onState(isFinal ? 'refused' : 'broken', error);
        if (isFinal) return;
      } else {
        onState('live');
        lastId = await read(answer.body, lastId, () => cut.abort());
      }
    } catch {
      // The connection broke: again below.
    }
    if (signal.aborted) return;
    onState('broken');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  /** Resolves with the last id when the stream ends or breaks. */
  async function read(body: ReadableStream<Uint8Array>, from: string, giveUp: () => void): Promise<string> {
    let id = from;
    let batch: StreamEvent[] = [];
    const parser = createParser({
      onEvent(message) {
        if (message.id) id = message.id;
        if (message.event === 'track') batch.push(JSON.parse(message.data) as StreamEvent);
      },
    });
    const reader = body
      .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
      .getReader();
    try {
      for (;;) {
        const timer = setTimeout(giveUp, SILENCE_MS);
        const { done, value } = await reader.read().finally(() => clearTimeout(timer));
        if (done) return id;
        parser.feed(value);
        if (batch.length > 0) onEvents(batch);
        batch = [];
      }
    } catch {
      return id;
    }
  }
}
