import type { EventRow } from '@onevault/contract';
import { sortByHappened, toHappened } from '../../event/toHappened.ts';
import { formatDuration, formatTime, msBetween } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts } from '../../texts.ts';
import { Steps } from './Timeline.tsx';
import { useRows } from './useRows.ts';

/** What a visitor did, session by session, the latest first. */
export function Journey({ visitorId }: { visitorId: string }) {
  const { rows: found, error, isReading, more } = useRows({ visitor: visitorId });
  const rows = sortByHappened(found);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (rows.length === 0) return <p class="quiet">{isReading ? texts.loading : texts.find.noVisitor}</p>;
  return (
    <div class="stack">
      <p class="quiet">{texts.find.summary(rows.length, toSessions(rows).length, more !== null)}</p>
      {toSessions(rows).map(({ sessionId, events, from, to }, index) => (
        <details key={sessionId ?? ''} class="visit" open={index === 0}>
          <summary>
            <strong>{formatTime(from)}</strong>{' '}
            <span class="quiet">{texts.find.visit(events.length, formatDuration(msBetween(from, to)))}</span>
          </summary>
          {sessionId !== null && (
            <a class="mono" href={`/find/session/${encodeURIComponent(sessionId)}`}>
              {sessionId}
            </a>
          )}
          <Steps rows={events} from={from} />
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

interface Visit {
  sessionId: string | null;
  /** Oldest first. */
  events: EventRow[];
  from: string;
  to: string;
}

/** The sessions, latest first. */
function toSessions(rows: EventRow[]): Visit[] {
  const sessions = new Map<string | null, EventRow[]>();
  for (const row of rows) sessions.set(row.session_id, [row, ...(sessions.get(row.session_id) ?? [])]);
  return [...sessions].map(([sessionId, events]) => {
    const [first, last] = [events[0] as EventRow, events.at(-1) as EventRow];
    return { sessionId, events, from: toHappened(first), to: toHappened(last) };
  });
}
