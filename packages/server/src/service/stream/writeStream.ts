import type { StageChange } from '../../engine/port.ts';
import type { Hub, Message } from './createHub.ts';
import type { ToId } from './lastEventId.ts';

export interface StreamOptions {
  hub: Hub;
  toId: ToId;
  /** The place of the client's last message; null: begins with what happens from now on. */
  after: string | null;
  matches(change: StageChange): boolean;
  /** Whether the client's key is still valid; asked every `commentMs`. */
  isAllowed(): Promise<boolean>;
  commentMs: number;
  signal: AbortSignal;
}

/** A client that was cut waits so long before it comes back. */
const RETRY_MS = 1_000;
/** Until the database answers again. */
const AWAY_MS = 1_000;

// The real clock, taken at import: see changes.ts.
const nowMs = performance.now.bind(performance);

/**
 * The text of one stream, as server-sent events. Nothing is made before the client takes what was made: a slow client
 * costs no memory, and gets the rest from the database later. Ends when the signal is aborted or the key is not valid
 * any more.
 */
export async function* writeStream(options: StreamOptions): AsyncGenerator<string, void> {
  const { hub, toId, matches, isAllowed, commentMs, signal } = options;
  let place = options.after;
  let setBacks = hub.setBacks();
  let wroteMs = nowMs();
  let askedMs = nowMs();

  // A client that is cut before its first message resumes from here.
  yield `retry: ${RETRY_MS}\n${idLine()}: live\n\n`;
  while (!signal.aborted) {
    const leftMs = commentMs - (nowMs() - wroteMs);
    if (leftMs <= 0) {
      wroteMs = nowMs();
      yield `${idLine()}: ${place === null ? 'waiting for the database' : 'still live'}\n\n`;
      continue;
    }
    if (nowMs() - askedMs >= commentMs) {
      askedMs = nowMs();
      if (!(await isAllowed())) return;
    }

    const present = hub.place();
    if (hub.setBacks() !== setBacks) {
      setBacks = hub.setBacks();
      if (place !== null && present !== null && place > present) place = present;
    }
    place ??= present;
    const kept = place === null ? [] : hub.after(place);
    if (kept === null && place !== null) {
      const page = await hub.read(place).catch(() => null);
      if (page === null || page.next === null) {
        // The database is away, or cannot say yet.
        await hub.next(Math.min(leftMs, AWAY_MS), signal);
        continue;
      }
      place = page.next;
      const text = toText(page.messages);
      if (text === '') continue;
      wroteMs = nowMs();
      yield text;
    } else if (kept === null || kept.length === 0) {
      if (present !== null && place !== null && place < present) place = present;
      await hub.next(leftMs, signal);
    } else {
      place = kept.at(-1)?.place ?? place;
      const text = toText(kept);
      if (text === '') continue;
      wroteMs = nowMs();
      yield text;
    }
  }

  function idLine(): string {
    return place === null ? '' : `id: ${toId(place)}\n`;
  }

  function toText(messages: Message[]): string {
    return messages
      .filter(({ change }) => matches(change))
      .map(({ text }) => text)
      .join('');
  }
}
