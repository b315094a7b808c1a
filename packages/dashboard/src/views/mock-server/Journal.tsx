import type { Reason } from '@onevault/contract';
import { toPath } from '../../api/ask.ts';
import { formatClock, formatNumber } from '../../format.ts';
import { session } from '../../frame/session.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

type Count = keyof typeof texts.journal.counts;

interface RejectedRow {
  event_id: string | null;
  event_type: string | null;
  stage: keyof typeof texts.journal.stages;
  reason: Reason;
}

interface StagedRow {
  event_id: string;
  event_type: string;
  event_category: string;
  event_action: string;
  page_path: string | null;
  event_timestamp: string;
}

const ASK_MS = 3_000;
const MAX_ROWS = 50;
const COUNTS = Object.keys(texts.journal.counts) as Count[];

/** What this server has received: counts, what stopped and why, and what staging made of the others. */
export function Journal() {
  const customer_id = session.value.is === 'in' ? session.value.customer_id : '';
  const ledger = useAsk<{ ledger: Record<Count, number> }>(toPath('/mock/ledger', { customer_id }), {
    everyMs: ASK_MS,
  });
  const stopped = useAsk<{ rejected: RejectedRow[] }>(toPath('/mock/rejected', { customer_id }), { everyMs: ASK_MS });
  const arrived = useAsk<{ events: StagedRow[] }>(toPath('/mock/events', { customer_id, limit: MAX_ROWS }), {
    everyMs: ASK_MS,
  });
  const left = useAsk<{ leftovers: string[] }>(toPath('/mock/leftovers', { customer_id }), { everyMs: ASK_MS });
  const asked = [ledger, stopped, arrived, left];
  const [error] = asked.map((one) => one.error).filter((one) => one !== undefined);
  if (asked.some(({ reply }) => reply === null)) {
    return error === undefined ? <p class="quiet">{shared.loading}</p> : <ErrorNote error={error} />;
  }
  const counts = ledger.reply?.ledger;
  const rejected = [...(stopped.reply?.rejected ?? [])].reverse().slice(0, MAX_ROWS);
  const events = [...(arrived.reply?.events ?? [])].reverse();
  const leftovers = left.reply?.leftovers ?? [];
  return (
    <>
      {error !== undefined && <ErrorNote error={error} />}
      <section class="card stack">
        <h2>{texts.journal.title}</h2>
        <p class="quiet">{texts.journal.hint}</p>
        <dl class="counts">
          {COUNTS.map((name) => (
            <div key={name} class={name === 'lost' && counts?.lost ? 'lost' : ''}>
              <dt>{texts.journal.counts[name]}</dt>
              <dd class="numbers">{formatNumber(counts?.[name] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {counts?.received === 0 ? (
        <div class="card empty">
          <h2>{texts.journal.empty.title}</h2>
          <p>{texts.journal.empty.hint}</p>
        </div>
      ) : (
        <>
          <section class="card stack">
            <h2>{texts.journal.stopped}</h2>
            {rejected.length === 0 && <p class="quiet">{texts.journal.none}</p>}
            <ul class="rows">
              {rejected.map(({ event_id, event_type, stage, reason }, index) => (
                <li key={event_id ?? index}>
                  <div class="what">
                    <span class="row">
                      <strong>{event_type?.trim() || shared.blank}</strong>
                      <span class="badge bad">{texts.journal.stages[stage]}</span>
                    </span>
                    <span>{reason.message}</span>
                    <span class="quiet mono">
                      {reason.rule} {reason.pointer}
                    </span>
                  </div>
                  {event_id && stage !== 'refused' && (
                    <a class="mono id" href={`/find/event/${encodeURIComponent(event_id)}`}>
                      {event_id}
                    </a>
                  )}
                </li>
              ))}
            </ul>
          </section>
          <section class="card stack">
            <h2>{texts.journal.arrived}</h2>
            <ul class="rows">
              {events.map(({ event_id, event_type, event_category, event_action, page_path, event_timestamp }) => (
                <li key={event_id}>
                  <div class="what">
                    <a href={`/find/event/${encodeURIComponent(event_id)}`}>{event_type.trim() || shared.blank}</a>
                    <span class="quiet">
                      {[event_category, event_action.trim() || shared.blank, page_path].filter(Boolean).join(' · ')}
                    </span>
                  </div>
                  <span class="quiet numbers">{formatClock(event_timestamp)}</span>
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
      <section class="card stack">
        <h2>{texts.journal.leftovers}</h2>
        {leftovers.length === 0 ? (
          <p class="quiet">{texts.journal.noLeftovers}</p>
        ) : (
          <ul class="rows">
            {leftovers.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
