import { type DashboardReply, ROUTES, type StreamEvent } from '@onevault/contract';
import { signal } from '@preact/signals';
import { type AskError, ask, toPath } from '../../api/ask.ts';
import { fromRow } from '../../event/stage.ts';
import { createEventLog } from './createEventLog.ts';
import { followStream, type StreamState } from './followStream.ts';

/** How many events of the past are shown at first. */
const EARLIER = 100;
/** The rate is that of the last seconds. */
const RATE_S = 5;

export type Live = ReturnType<typeof startLive>;

/** Everything that the live view shows: the events that come, in batches of one a frame, and the state of the stream. */
export function startLive(filters: Record<string, string>) {
  const log = createEventLog();
  const drawn = signal(0);
  const state = signal<StreamState>('connecting');
  const error = signal<AskError | null>(null);
  const rate = signal(0);
  const types = signal<string[]>([]);
  /** The events that are shown while the view is paused. */
  const paused = signal<{ shown: readonly StreamEvent[]; since: number } | null>(null);
  const stop = new AbortController();
  const counts: number[] = [0];
  let arrived = 0;
  let waiting: StreamEvent[] = [];
  let frame = 0;

  const flush = () => {
    frame = 0;
    const known = new Set(types.value);
    for (const event of waiting) {
      log.add(event);
      known.add(event.raw_event_type);
    }
    if (known.size > types.value.length && known.size <= 500) types.value = [...known].sort();
    waiting = [];
    drawn.value += 1;
  };
  const onEvents = (events: StreamEvent[]) => {
    for (const event of events) waiting.push(event);
    arrived += events.length;
    counts[0] = (counts[0] ?? 0) + events.length;
    // A hidden tab draws no frames, and must not collect what comes meanwhile.
    if (document.hidden) flush();
    else if (!frame) frame = requestAnimationFrame(flush);
  };
  const timer = setInterval(() => {
    rate.value = counts.reduce((sum, count) => sum + count, 0) / RATE_S;
    counts.unshift(0);
    counts.length = Math.min(counts.length, RATE_S);
  }, 1_000);

  void followStream({
    filters,
    onEvents,
    onState(next, reason) {
      const isFirst = state.value === 'connecting' && next === 'live';
      state.value = next;
      error.value = reason ?? null;
      // The stream first, then the past: so nothing is missing between the two.
      if (isFirst) void readEarlier();
    },
    signal: stop.signal,
  });

  async function readEarlier(): Promise<void> {
    const path = toPath(ROUTES.dashboard, { ...filters, limit: EARLIER });
    const reply = await ask<DashboardReply>(path, { signal: stop.signal }).catch(() => null);
    if (!reply) return;
    log.addOlder(reply.events.map(fromRow));
    types.value = [...new Set([...types.value, ...reply.events.map(({ raw_event_type }) => raw_event_type)])].sort();
    drawn.value += 1;
  }

  return {
    log,
    drawn,
    state,
    error,
    rate,
    types,
    paused,
    /** How many messages came. */
    arrived: () => arrived,
    stop() {
      stop.abort();
      clearInterval(timer);
      cancelAnimationFrame(frame);
    },
  };
}
