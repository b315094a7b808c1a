/** Asks the server a question of analytics for as long as a component shows it. */
import type { AnalyticsReply } from '@onevault/contract';
import { signal } from '@preact/signals';
import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import { ask } from '../../api/ask.ts';

export interface Asked<Data> {
  /** The latest answer: while the next one is awaited, the one before. */
  answer: AnalyticsReply<Data> | undefined;
  isLoading: boolean;
  error: unknown;
  retry(): void;
}

interface Turn {
  rank: number;
  start(): void;
}

/** A server answers two questions at a time: more of them would wait there, and could not be taken back. */
const AT_ONCE = 2;
const waiting: Turn[] = [];
let running = 0;

/** How many of the questions asked since the last rest have an answer. */
export const progress = signal({ asked: 0, answered: 0, sinceMs: 0 });

const round = signal(0);

/** Asks every question again that is shown: what they count has changed. */
export function askAllAgain(): void {
  round.value += 1;
}

/** `path` null asks nothing. `rank`: the lower, the earlier its turn. What is no longer shown is aborted. */
export function useAnswer<Data>(path: string | null, rank = 5): Asked<Data> {
  const [state, setState] = useState<{ path: string; answer?: AnalyticsReply<Data>; error?: unknown }>();
  const [attempt, setAttempt] = useState(0);
  // Not after the next paint: what is no longer asked must not begin meanwhile.
  useLayoutEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    takeTurn(rank, stop.signal, () => ask<AnalyticsReply<Data>>(path, { signal: stop.signal })).then(
      (answer) => setState({ path, answer }),
      (error: unknown) => {
        if (!stop.signal.aborted)
          setState((before) => ({ path, ...(before?.answer && { answer: before.answer }), error }));
      },
    );
    return () => stop.abort();
    // The attempt and the round are why it asks again.
  }, [path, attempt, round.value]);
  const retry = useCallback(() => {
    setState((before) => (before?.answer ? { path: '', answer: before.answer } : undefined));
    setAttempt((count) => count + 1);
  }, []);
  const isCurrent = path !== null && state?.path === path;
  return {
    answer: state?.answer,
    isLoading: path !== null && !isCurrent,
    error: isCurrent ? state.error : undefined,
    retry,
  };
}

function takeTurn<T>(rank: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const before = progress.value;
  const isFirst = before.asked === before.answered;
  progress.value = isFirst ? { asked: 1, answered: 0, sinceMs: Date.now() } : { ...before, asked: before.asked + 1 };
  return new Promise((resolve, reject) => {
    const turn: Turn = {
      rank,
      start() {
        running++;
        work()
          .then(resolve, reject)
          .finally(() => {
            running--;
            end();
          });
      },
    };
    signal.addEventListener('abort', () => {
      const place = waiting.indexOf(turn);
      if (place < 0) return;
      waiting.splice(place, 1);
      reject(signal.reason);
      end();
    });
    const place = waiting.findIndex((other) => other.rank > rank);
    waiting.splice(place < 0 ? waiting.length : place, 0, turn);
    // All questions of a page are asked before the first is sent, so that ranks hold.
    queueMicrotask(next);
  });
}

function end(): void {
  progress.value = { ...progress.value, answered: progress.value.answered + 1 };
  next();
}

function next(): void {
  while (running < AT_ONCE && waiting.length > 0) waiting.shift()?.start();
}
