import { type DashboardReply, type EventRow, ROUTES } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';

const PORTION = 500;

/** All events of a session or a visitor that were read so far, newest first. */
export function useRows(filter: Record<string, string>) {
  const [rows, setRows] = useState<EventRow[]>([]);
  const [cursor, setCursor] = useState<string | null>('');
  const [error, setError] = useState<unknown>(undefined);
  const [isReading, setReading] = useState(true);
  const key = JSON.stringify(filter);

  const read = async (from: string, signal?: AbortSignal): Promise<void> => {
    setReading(true);
    // A page may be empty and still have a next one: a call looks at a bounded number of events.
    let next: string | null = from;
    for (let found = 0; next !== null && found === 0; ) {
      const path = toPath(ROUTES.dashboard, { ...(JSON.parse(key) as typeof filter), limit: PORTION, cursor: next });
      const reply: DashboardReply = await ask<DashboardReply>(path, signal && { signal });
      found = reply.events.length;
      next = reply.next_cursor ?? null;
      setRows((known) => [...known, ...reply.events]);
    }
    setCursor(next);
    setReading(false);
  };

  useEffect(() => {
    const stop = new AbortController();
    read('', stop.signal).catch((reason) => stop.signal.aborted || setError(reason));
    return () => stop.abort();
  }, [key]);

  return { rows, error, isReading, more: cursor ? () => void read(cursor).catch(setError) : null };
}
