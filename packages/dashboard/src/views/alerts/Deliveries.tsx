import {
  ALERT_ROUTES,
  type AlertAttempt,
  type AlertDeliveriesReply,
  type AlertDestinationsReply,
} from '@onevault/contract';
import { formatClock, formatDuration, formatMinute } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { MoreButton } from '../../parts/MoreButton.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { usePages } from '../../parts/usePages.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

const LOOKS = { waiting: 'wait', delivered: 'good', failed: 'bad' } as const;

/** What was sent, with the log of attempts. */
export function Deliveries() {
  const { rows, error, isBusy, more } = usePages(
    ALERT_ROUTES.deliveries,
    ({ deliveries }: AlertDeliveriesReply) => deliveries,
  );
  const destinations = useAsk<AlertDestinationsReply>(ALERT_ROUTES.destinations);
  const addressOf = (id: string) => {
    const found = destinations.reply?.destinations.find(({ destination_id }) => destination_id === id);
    return found ? (found.label ?? found.address) : destinations.reply ? texts.deliveries.gone : '…';
  };
  return (
    <section class="card stack">
      <h2>{texts.deliveries.title}</h2>
      <p class="quiet">{texts.deliveries.hint}</p>
      {error !== undefined && <ErrorNote error={error} />}
      {rows === null && isBusy && <p class="quiet">{shared.loading}</p>}
      {rows?.length === 0 && (
        <div class="empty">
          <h3>{texts.deliveries.none.title}</h3>
          <p>{texts.deliveries.none.hint}</p>
        </div>
      )}
      <ul class="rows">
        {rows?.map(({ delivery_id, destination_id, event, state, created_at, next_attempt_at, attempts }) => (
          <li key={delivery_id}>
            <div class="what">
              <span class="row">
                <strong>{texts.deliveries.events[event]}</strong>
                <span class={`badge ${LOOKS[state]}`}>{texts.deliveries.states[state]}</span>
              </span>
              <span>{addressOf(destination_id)}</span>
              {attempts.length > 0 ? (
                <details>
                  <summary>{texts.deliveries.attempts(attempts.length)}</summary>
                  <Attempts attempts={attempts} />
                </details>
              ) : (
                <span class="quiet">{texts.deliveries.noAttempt}</span>
              )}
            </div>
            <span class="quiet">
              {formatMinute(created_at)}
              {state === 'waiting' && next_attempt_at && ` · ${texts.deliveries.next(formatClock(next_attempt_at))}`}
            </span>
          </li>
        ))}
      </ul>
      <MoreButton more={more} isBusy={isBusy} />
    </section>
  );
}

/** Oldest first. What a receiver answered is text. */
export function Attempts({ attempts }: { attempts: AlertAttempt[] }) {
  return (
    <ol class="attempts">
      {attempts.map(({ at, status, error, excerpt, duration_ms }) => (
        <li key={at}>
          <span class="numbers">{formatClock(at)}</span> · {status !== undefined && `${status} · `}
          {formatDuration(duration_ms)}
          {error && ` · ${error}`}
          {excerpt && <div class="mono quiet">{excerpt}</div>}
        </li>
      ))}
    </ol>
  );
}
