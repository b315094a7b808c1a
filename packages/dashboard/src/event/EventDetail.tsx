import { type DashboardReply, type EventReply, type EventRow, type Reason, ROUTES } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { ask, toPath } from '../api/ask.ts';
import { formatClock, formatDuration, formatTime, msBetween } from '../format.ts';
import { session } from '../frame/session.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { texts } from '../texts.ts';
import { Json } from './Json.tsx';
import { Lane } from './Lane.tsx';
import { fromRow, LOOK_OF_STAGE, toSteps } from './stage.ts';
import { toCurl } from './toCurl.ts';
import { sortByHappened, toHappened } from './toHappened.ts';
import { toTest } from './toTest.ts';
import './event.css';

type Event = EventReply['event'];

const NEIGHBOURS = 50;
/** Columns that the detail shows elsewhere. */
const SHOWN_ELSEWHERE = new Set([
  'event_data',
  'event_id',
  'event_type',
  'page_url',
  'session_id',
  'visitor_id',
  'stage',
  'validation_errors',
  'validation_status',
  'quality_score',
]);

/** One event: its way, why it stopped, what it brought, and what is beside it. `version` asks again when it changes. */
export function EventDetail({ eventId, version }: { eventId: string; version?: string }) {
  const [event, setEvent] = useState<Event | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    const path = ROUTES.event.replace(':event_id', encodeURIComponent(eventId));
    ask<EventReply>(`${path}?include=content`, { signal: stop.signal }).then(
      (reply) => {
        setEvent(reply.event);
        setError(undefined);
      },
      (reason) => stop.signal.aborted || setError(reason),
    );
    return () => stop.abort();
    // The version is why it asks again.
  }, [eventId, version]);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (event?.event_id !== eventId) return <p class="quiet">{texts.loading}</p>;
  return <Shown event={event} />;
}

function Shown({ event }: { event: Event }) {
  const { layers, content, reason, stage } = event;
  const staged = content?.staged ?? null;
  const sessionId = textOf(staged?.session_id);
  const visitorId = textOf(staged?.visitor_id);
  const checks = layers.staging?.validation_errors ?? [];
  const derived = Object.entries(staged ?? {}).filter(
    ([name, value]) => !SHOWN_ELSEWHERE.has(name) && value !== null && !isEmpty(value),
  );
  return (
    <div class="stack event">
      <div class="row">
        <span class={`badge ${LOOK_OF_STAGE[stage]}`}>{texts.stages[stage]}</span>
        {layers.staging && (
          <span class="badge">
            {texts.event.quality(layers.staging.validation_status, layers.staging.quality_score)}
          </span>
        )}
      </div>
      <Way event={event} />
      {(reason || checks.length > 0) && (
        <section class="stack">
          <h3>{texts.event.why}</h3>
          {(reason ? [reason, ...checks.filter(({ rule }) => rule !== reason.rule)] : checks).map((one) => (
            <ReasonNote key={one.rule + one.pointer} reason={one} look={one === reason ? 'bad' : 'wait'} />
          ))}
        </section>
      )}
      {content?.plan_violations && <Plan violations={content.plan_violations} />}
      {content && <Copies event={event} content={content} />}
      <section class="stack">
        <h3>{texts.event.facts}</h3>
        <dl class="facts">
          <dt>{texts.event.type}</dt>
          <dd>{event.event_type.trim() || texts.blank}</dd>
          <dt>{texts.event.id}</dt>
          <dd class="mono">{event.event_id}</dd>
          <dt>{texts.event.page}</dt>
          <dd>{event.page_url || '–'}</dd>
          {sessionId && (
            <>
              <dt>{texts.event.session}</dt>
              <dd>
                <a class="mono" href={`/find/session/${encodeURIComponent(sessionId)}`}>
                  {sessionId}
                </a>
              </dd>
            </>
          )}
          {visitorId && (
            <>
              <dt>{texts.event.visitor}</dt>
              <dd>
                <a class="mono" href={`/find/visitor/${encodeURIComponent(visitorId)}`}>
                  {visitorId}
                </a>
              </dd>
            </>
          )}
          <dt>{texts.event.arrived}</dt>
          <dd>{formatTime(layers.raw.at)}</dd>
        </dl>
      </section>
      {content && (
        <section class="stack">
          <h3>{texts.event.data}</h3>
          <div class="code">
            <Json value={content.event_data} />
          </div>
        </section>
      )}
      {(derived.length > 0 || content?.user_agent) && (
        <section class="stack">
          <h3>{texts.event.enrichment}</h3>
          <dl class="facts">
            {derived.map(([name, value]) => (
              <Fact key={name} name={name} value={value} />
            ))}
            {content?.user_agent && <Fact name="user_agent" value={content.user_agent} />}
          </dl>
        </section>
      )}
      {sessionId && <Neighbours eventId={event.event_id} sessionId={sessionId} />}
    </div>
  );
}

function ReasonNote({ reason: { rule, message, pointer }, look }: { reason: Reason; look: string }) {
  return (
    <div class={`note ${look}`}>
      <strong class="mono">{rule}</strong>
      {message}
      {pointer && <div class="mono quiet">{pointer}</div>}
    </div>
  );
}

/** Whether the event fits the server's tracking plan: one that was stored before the plan may not. */
function Plan({ violations }: { violations: Reason[] }) {
  return (
    <section class="stack">
      <h3>{texts.event.plan}</h3>
      {violations.length === 0 && <div class="note good">{texts.event.planFits}</div>}
      {violations.map((violation) => (
        <ReasonNote key={violation.pointer + violation.message} reason={violation} look="wait" />
      ))}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt class="mono">{name}</dt>
      <dd class="mono">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
    </>
  );
}

/** The three layers, with the time in each. */
function Way({ event: { layers, stage } }: { event: Event }) {
  const steps = toSteps(stage, layers.staging !== null);
  const times = [layers.raw.at, layers.staging?.at, layers.business?.at];
  return (
    <ol class="way-steps" aria-label={texts.event.way}>
      {texts.event.layers.map((name, index) => {
        const at = times[index];
        const before = times[index - 1];
        const took = at && before ? `+ ${formatDuration(Math.max(0, msBetween(before, at)))}` : at && formatClock(at);
        return (
          <li key={name} class={steps[index]}>
            <strong>{name}</strong>
            <span class="quiet">{took ?? texts.event.steps[steps[index] ?? 'none']}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Copies({ event, content }: { event: Event; content: NonNullable<Event['content']> }) {
  const customerId = session.value.is === 'in' ? session.value.customer_id : '';
  const { event_type, page_url, stage, reason } = event;
  const { event_data } = content;
  return (
    <div class="row">
      <CopyButton
        label={texts.event.copyTest}
        text={() => toTest({ event_type, page_url, event_data, stage, reason })}
      />
      <CopyButton
        label={texts.event.copyCurl}
        text={() => toCurl({ event_type, page_url, event_data }, customerId, location.origin)}
      />
      <CopyButton label={texts.event.copyJson} text={() => JSON.stringify(event, null, 2)} />
    </div>
  );
}

/** What else happened in the session, around the event. */
function Neighbours({ eventId, sessionId }: { eventId: string; sessionId: string }) {
  const [rows, setRows] = useState<EventRow[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    ask<DashboardReply>(toPath(ROUTES.dashboard, { session: sessionId, limit: NEIGHBOURS }), {
      signal: stop.signal,
    }).then(
      ({ events }) => setRows(sortByHappened(events)),
      () => {},
    );
    return () => stop.abort();
  }, [sessionId]);
  const at = rows.findIndex(({ event_id }) => event_id === eventId);
  const near = rows.slice(Math.max(0, at - 3), at + 4).reverse();
  if (near.length < 2) return null;
  return (
    <section class="stack">
      <h3>{texts.event.neighbours}</h3>
      <ol class="neighbours">
        {near.map((row) => (
          <li key={row.event_id} {...(row.event_id === eventId && { 'aria-current': 'true' })}>
            <span class="quiet">{formatClock(toHappened(row))}</span>
            <a href={`/find/event/${encodeURIComponent(row.event_id)}`}>{row.raw_event_type.trim() || texts.blank}</a>
            <Lane event={fromRow(row)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
