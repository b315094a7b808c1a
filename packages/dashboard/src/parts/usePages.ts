import { useEffect, useState } from 'preact/hooks';
import { ask, toPath } from '../api/ask.ts';

interface Page {
  next_cursor: string | null;
}

/** A list that the server gives page by page, newest first. `version` begins again when it changes. */
export function usePages<Reply extends Page, Row>(path: string, toRows: (reply: Reply) => Row[], version = 0) {
  const [rows, setRows] = useState<Row[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(true);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => setWanted(null), [path, version]);
  useEffect(() => {
    const stop = new AbortController();
    setBusy(true);
    ask<Reply>(toPath(path, { cursor: wanted }), { signal: stop.signal }).then(
      (reply) => {
        setRows((before) => (wanted === null ? toRows(reply) : [...(before ?? []), ...toRows(reply)]));
        setNext(reply.next_cursor);
        setError(undefined);
        setBusy(false);
      },
      (reason) => {
        if (stop.signal.aborted) return;
        setError(reason);
        setBusy(false);
      },
    );
    return () => stop.abort();
    // `toRows` is a new function each time, and always does the same.
  }, [path, version, wanted]);
  return { rows, error, isBusy, more: next === null ? null : () => setWanted(next) };
}
