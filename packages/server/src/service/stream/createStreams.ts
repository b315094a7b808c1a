import { HEADER_LAST_EVENT_ID, MAX_CUSTOMER_STREAMS, MAX_STREAMS, STREAM_COMMENT_MS } from '@onevault/contract';
import type { EventQuery } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { noChangeSignals } from '../changes.ts';
import type { ServiceContext } from '../context.ts';
import { createHub, type Hub } from './createHub.ts';
import { createToId, readLastEventId, type ToId } from './lastEventId.ts';
import { toChangeFilter } from './toChangeFilter.ts';
import { writeStream } from './writeStream.ts';

export interface StreamRequest {
  customerId: string;
  lastEventId: string | undefined;
  query: Omit<EventQuery, 'limit' | 'before'>;
  isAllowed(): Promise<boolean>;
  signal: AbortSignal;
}

export interface StreamLimits {
  perCustomer: number;
  inAll: number;
}

export interface Streams {
  /** Begins a stream. Throws a `Refusal`: 422 for a wrong id, 429 and 503 for too many streams. */
  open(request: StreamRequest): Promise<AsyncGenerator<string, void>>;
}

interface Followed {
  hub: Hub;
  toId: ToId;
  streams: number;
}

/** Reads take a few milliseconds. More at the same time would take connections from those who store events. */
const MAX_READS = 3;
const RETRY_AFTER_S = 10;
/** Longer than any statement of ours takes: `open` waits so long for transactions that began before it. */
const BEGIN_MS = 10_000;

// The real clock, taken at import: see changes.ts.
const nowMs = performance.now.bind(performance);

/** The streams of one server. All streams of a customer share one reader of the database. */
export function createStreams(
  { engine, hooks }: Pick<ServiceContext, 'engine' | 'hooks'>,
  {
    limits = { perCustomer: MAX_CUSTOMER_STREAMS, inAll: MAX_STREAMS },
    commentMs = STREAM_COMMENT_MS,
  }: { limits?: StreamLimits; commentMs?: number } = {},
): Streams {
  const followed = new Map<string, Followed>();
  const inTurn = createTurns(MAX_READS);
  let streams = 0;

  /** Takes a place among the streams; the returned function gives it back, once. */
  function enter(customerId: string, toId: ToId): { hub: Hub; leave: () => void } {
    const known = followed.get(customerId);
    if (streams >= limits.inAll) throw tooManyInAll(limits.inAll);
    if ((known?.streams ?? 0) >= limits.perCustomer) throw tooManyOfCustomer(limits.perCustomer);
    const mine = known ?? {
      hub: createHub({ engine, customerId, toId, changes: hooks?.changes ?? noChangeSignals, inTurn }),
      toId,
      streams: 0,
    };
    followed.set(customerId, mine);
    mine.streams += 1;
    streams += 1;
    let hasLeft = false;
    return {
      hub: mine.hub,
      leave() {
        if (hasLeft) return;
        hasLeft = true;
        streams -= 1;
        mine.streams -= 1;
        if (mine.streams > 0) return;
        mine.hub.stop();
        followed.delete(customerId);
      },
    };
  }

  return {
    async open({ customerId, lastEventId, query, isAllowed, signal }) {
      const after = await readLastEventId(lastEventId, customerId, engine);
      const toId = followed.get(customerId)?.toId ?? (await createToId(customerId));
      const { hub, leave } = enter(customerId, toId);
      // Also if nobody reads what is returned.
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      // So that the stream has every event that is accepted once the client knows that it is open.
      const sinceMs = nowMs();
      for (let leftMs = BEGIN_MS; hub.place() === null && leftMs > 0 && !signal.aborted; ) {
        await hub.next(leftMs, signal);
        leftMs = BEGIN_MS - (nowMs() - sinceMs);
      }
      const matches = toChangeFilter(query);
      const text = writeStream({ hub, toId, after: after ?? hub.place(), matches, isAllowed, commentMs, signal });
      return leaveAtEnd(text, leave);
    },
  };
}

async function* leaveAtEnd(text: AsyncGenerator<string, void>, leave: () => void): AsyncGenerator<string, void> {
  try {
    yield* text;
  } finally {
    leave();
  }
}

/** Runs at most so many calls at the same time; the others wait. */
function createTurns(max: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await run();
    } finally {
      // The place goes to the next one.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

function tooManyOfCustomer(max: number): Refusal {
  return new Refusal({
    status: 429,
    code: 'TOO_MANY_STREAMS',
    message: `The customer has ${max} open streams on this server: close one, or try again later`,
    headers: { 'Retry-After': String(RETRY_AFTER_S) },
  });
}

function tooManyInAll(max: number): Refusal {
  return new Refusal({
    status: 503,
    code: 'TOO_MANY_STREAMS',
    message: `The server has ${max} open streams: try again later, with ${HEADER_LAST_EVENT_ID} nothing is lost`,
    headers: { 'Retry-After': String(RETRY_AFTER_S) },
  });
}
