import { type EventRow, type LedgerReply, ROUTES } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';
import { Lane } from '../../event/Lane.tsx';
import { readSessionTest } from '../../event/readSessionTest.ts';
import { fromRow } from '../../event/stage.ts';
import { sortByHappened, toHappened } from '../../event/toHappened.ts';
import { formatClock, formatDuration, formatTime, msBetween, toShortUrl } from '../../format.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts } from '../../texts.ts';
import { useRows } from './useRows.ts';

/** A session, event by event, as they happened, oldest first. */
export function Timeline({ sessionId }: { sessionId: string }) {
  const { rows: found, error, isReading, more } = useRows({ session: sessionId });
  if (error !== undefined) return <ErrorNote error={error} />;
  const rows = sortByHappened(found);
  if (rows.length === 0) return <p class="quiet">{isReading ? texts.loading : texts.find.noSession}</p>;
  const oldestFirst = [...rows].reverse();
  const [first] = oldestFirst;
  const last = rows[0];
  const visitors = [...new Set(rows.map(({ visitor_id }) => visitor_id).filter((id) => id !== null))];
  return (
    <div class="stack">
      {first && last && (
        <dl class="facts">
          <dt>{texts.find.began}</dt>
          <dd>{formatTime(toHappened(first))}</dd>
          <dt>{texts.find.lasted}</dt>
          <dd>{formatDuration(msBetween(toHappened(first), toHappened(last)))}</dd>
          <dt>{texts.find.visitor}</dt>
          <dd>
            {visitors.length === 0 && '–'}
            {visitors.map((id) => (
              <a key={id} class="mono" href={`/find/visitor/${encodeURIComponent(id)}`}>
                {id}{' '}
              </a>
            ))}
          </dd>
        </dl>
      )}
      <Ledger sessionId={sessionId} />
      <div>
        <CopyButton label={texts.event.copyTest} text={() => readSessionTest(oldestFirst)} />
      </div>
      {more && (
        <button type="button" class="button" onClick={more}>
          {texts.find.earlier}
        </button>
      )}
      <Steps rows={oldestFirst} from={first ? toHappened(first) : ''} />
    </div>
  );
}

/** Events as a list down a line, each with the time since the first. Pointing at a time tells the arrival. */
export function Steps({ rows, from }: { rows: EventRow[]; from: string }) {
  return (
    <ol class="steps">
      {rows.map((row) => (
        <li key={row.event_id}>
          <span class="quiet when" title={texts.find.arrived(formatTime(row.raw_load_date))}>
            {toHappened(row) === from ? formatClock(from) : `+ ${formatDuration(msBetween(from, toHappened(row)))}`}
          </span>
          <div class="what">
            <a href={`/find/event/${encodeURIComponent(row.event_id)}`}>{row.raw_event_type.trim() || texts.blank}</a>
            <span class="quiet">{toShortUrl(row.page_url)}</span>
          </div>
          <Lane event={fromRow(row)} />
        </li>
      ))}
    </ol>
  );
}

/** Whether the numbers of the events say that some are missing. */
function Ledger({ sessionId }: { sessionId: string }) {
  const [gaps, setGaps] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    ask<LedgerReply>(toPath(ROUTES.ledger, { session: sessionId }), { signal: stop.signal }).then(
      ({ tabs }) => setGaps(tabs.reduce((sum, tab) => sum + tab.gaps, 0)),
      () => {},
    );
    return () => stop.abort();
  }, [sessionId]);
  return gaps === 0 ? null : <div class="note wait">{texts.find.gaps(gaps)}</div>;
}
