import type { EventRow } from '@onevault/contract';
import { formatDuration, formatTime, msBetween } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts } from '../../texts.ts';
import { Steps } from './Timeline.tsx';
import { useRows } from './useRows.ts';

/** What a visitor did, session by session, the latest first. */
export function Journey({ visitorId }: { visitorId: string }) {
  const { rows, error, isReading, more } = useRows({ visitor: visitorId });
  if (error !== undefined) return <ErrorNote error={error} />;
  if (rows.length === 0) return <p class="quiet">{isReading ? texts.loading : texts.find.noVisitor}</p>;
  return (
    <div class="stack">
      <p class="quiet">{texts.find.summary(rows.length, toSessions(rows).length, more !== null)}</p>
      {toSessions(rows).map(({ sessionId, events }, index) => (
        <details key={sessionId ?? ''} class="visit" open={index === 0}>
          <summary>
            <strong>{formatTime(events[0]?.raw_load_date ?? '')}</strong>{' '}
            <span class="quiet">
              {texts.find.visit(
                events.length,
                formatDuration(msBetween(events[0]?.raw_load_date ?? '', events.at(-1)?.raw_load_date ?? '')),
              )}
            </span>
          </summary>
          {sessionId !== null && (
            <a class="mono" href={`/find/session/${encodeURIComponent(sessionId)}`}>
              {sessionId}
            </a>
          )}
          <Steps rows={events} from={events[0]?.raw_load_date ?? ''} />
        </details>
      ))}
      {more && (
        <button type="button" class="button" onClick={more}>
          {texts.find.earlier}
        </button>
      )}
    </div>
  );
}

/** The sessions, latest first, each with its events, oldest first. */
function toSessions(rows: EventRow[]): { sessionId: string | null; events: EventRow[] }[] {
  const sessions = new Map<string | null, EventRow[]>();
  for (const row of rows) sessions.set(row.session_id, [row, ...(sessions.get(row.session_id) ?? [])]);
  return [...sessions].map(([sessionId, events]) => ({ sessionId, events }));
}
