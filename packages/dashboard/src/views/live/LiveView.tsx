import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { EventDetail } from '../../event/EventDetail.tsx';
import { navigate, query } from '../../frame/router.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts } from '../../texts.ts';
import { filterByText } from './createEventLog.ts';
import { EventList } from './EventList.tsx';
import { FILTERS, Filters } from './Filters.tsx';
import { keepColumns, readColumns } from './keptColumns.ts';
import { type Live, startLive } from './startLive.ts';
import './live.css';

/** Every event as it happens: its way through the layers, and why it stopped. */
export default function LiveView() {
  const filters = useMemo(() => readFilters(query.value), [query.value]);
  const [live, setLive] = useState<Live | null>(null);
  useEffect(() => {
    const started = startLive(filters);
    setLive(started);
    return () => started.stop();
  }, [filters]);
  return (
    <div class="view wide live">
      <header>
        <h1 tabIndex={-1}>{texts.live.title}</h1>
        {live && <State live={live} />}
      </header>
      {live && <Shown live={live} filters={filters} />}
    </div>
  );
}

function State({ live }: { live: Live }) {
  const isPaused = live.paused.value !== null;
  const state = isPaused ? 'paused' : live.state.value;
  const look = state === 'live' ? 'good' : state === 'refused' ? 'bad' : 'wait';
  const toggle = () => {
    live.paused.value = isPaused ? null : { shown: live.log.matching('').slice(), since: live.arrived() };
    live.drawn.value += 1;
  };
  const missed = isPaused ? live.arrived() - (live.paused.value?.since ?? 0) : 0;
  return (
    <div class="row">
      {/* Drawn anew with each batch, which says how many have come. */}
      <span hidden>{live.drawn.value}</span>
      <span class="quiet rate">{texts.live.rate(live.rate.value)}</span>
      <span class={`badge ${look}`} role="status">
        <span class={`pulse ${state === 'live' ? 'beats' : ''}`} />
        {texts.live.states[state]}
      </span>
      <button type="button" class={`button ${isPaused ? 'primary' : ''}`} onClick={toggle}>
        {isPaused ? texts.live.resume(missed) : texts.live.pause}
      </button>
    </div>
  );
}

function Shown({ live, filters }: { live: Live; filters: Record<string, string> }) {
  const [text, setText] = useState('');
  const [columns, setColumns] = useState(readColumns);
  const [selected, setSelected] = useState<string | null>(null);
  // Read, so that the list is drawn anew with each batch.
  void live.drawn.value;
  const all = live.paused.value ? filterByText(live.paused.value.shown, text) : live.log.matching(text);
  const event = selected === null ? undefined : live.log.find(selected);
  const close = () => setSelected(null);
  return (
    <>
      <Filters
        live={live}
        filters={filters}
        text={text}
        onText={setText}
        columns={columns}
        onColumns={(next) => {
          setColumns(next);
          keepColumns(next);
        }}
      />
      {live.error.value && <ErrorNote error={live.error.value} />}
      <div class={`live-body ${selected === null ? '' : 'open'}`}>
        {all.length === 0 ? (
          <Empty isFiltered={text !== '' || Object.keys(filters).length > 0} />
        ) : (
          <EventList events={all} columns={columns} selected={selected} onSelect={setSelected} />
        )}
        {selected !== null && (
          <Aside title={event?.raw_event_type.trim() || texts.blank} onClose={close}>
            <EventDetail eventId={selected} version={event?.stage ?? ''} />
          </Aside>
        )}
      </div>
      <p class="quiet count">
        {texts.live.count(all.length)}
        {live.log.dropped > 0 && ` ${texts.live.dropped(live.log.dropped)}`}
      </p>
    </>
  );
}

function Aside({ title, onClose, children }: { title: string; onClose(): void; children: ComponentChildren }) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [onClose]);
  return (
    <section class="aside" aria-label={texts.live.detail} tabIndex={0}>
      <header class="row spread">
        <h2>{title}</h2>
        <button type="button" class="button plain" onClick={onClose}>
          {texts.close}
        </button>
      </header>
      {children}
    </section>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  const { title, hint } = isFiltered ? texts.live.nothingFits : texts.live.nothingYet;
  return (
    <div class="empty card">
      <h2>{title}</h2>
      <p>{hint}</p>
      {isFiltered ? (
        <button type="button" class="button" onClick={() => navigate('/live')}>
          {texts.live.clear}
        </button>
      ) : (
        <a class="button" href="/install">
          {texts.live.toInstall}
        </a>
      )}
    </div>
  );
}

function readFilters(parameters: URLSearchParams): Record<string, string> {
  const given = FILTERS.map((name) => [name, parameters.get(name) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}
