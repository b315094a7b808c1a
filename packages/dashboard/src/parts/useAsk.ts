import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask } from '../api/ask.ts';

export interface Asked<Reply> {
  /** The latest answer; null before the first. It stays while a later question fails. */
  reply: Reply | null;
  /** Undefined: the latest question was answered. */
  error: unknown;
  again(): void;
}

/** Asks the server, and again every `everyMs` while the page is seen. A null path asks nothing. */
export function useAsk<Reply>(path: string | null, { everyMs }: { everyMs?: number } = {}): Asked<Reply> {
  const [reply, setReply] = useState<Reply | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    const look = () =>
      ask<Reply>(path, { signal: stop.signal }).then(
        (found) => {
          setReply(found);
          setError(undefined);
        },
        (reason) => stop.signal.aborted || setError(reason),
      );
    void look();
    const timer = everyMs === undefined ? undefined : setInterval(() => document.hidden || void look(), everyMs);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
    // The round is why it asks again.
  }, [path, everyMs, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { reply, error, again };
}
