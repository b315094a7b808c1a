import type { ComponentChildren } from 'preact';
import { EventDetail } from '../../event/EventDetail.tsx';
import { navigate, rest } from '../../frame/router.ts';
import { texts } from '../../texts.ts';
import { Erase } from './Erase.tsx';
import { Journey } from './Journey.tsx';
import { Timeline } from './Timeline.tsx';
import './find.css';

const KINDS = ['event', 'session', 'visitor'] as const;
type Kind = (typeof KINDS)[number];

/** An event, a session or a visitor by its id. */
export default function FindView() {
  const [kind, id = ''] = rest();
  const isKnown = KINDS.includes(kind as Kind) && id !== '';
  return (
    <div class="view find">
      <h1 tabIndex={-1}>{texts.find.title}</h1>
      <Search id={isKnown ? id : ''} kind={isKnown ? (kind as Kind) : null} />
      {isKnown && kind === 'event' && (
        <Result title={texts.find.event}>
          <EventDetail key={id} eventId={id} />
        </Result>
      )}
      {isKnown && kind === 'session' && (
        <Result title={texts.find.session} id={id}>
          <Timeline key={id} sessionId={id} />
        </Result>
      )}
      {isKnown && kind === 'visitor' && (
        <Result title={texts.find.visitor} id={id} action={<Erase key={id} visitorId={id} />}>
          <Journey key={id} visitorId={id} />
        </Result>
      )}
      {!isKnown && (
        <div class="empty">
          <h2>{texts.find.start.title}</h2>
          <p>{texts.find.start.hint}</p>
        </div>
      )}
    </div>
  );
}

function Result({
  title,
  id,
  action,
  children,
}: {
  title: string;
  id?: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="card stack">
      <header class="row spread">
        <h2>
          {title} {id !== undefined && <span class="mono quiet">{id}</span>}
        </h2>
        {action}
      </header>
      {children}
    </section>
  );
}

function Search({ id, kind }: { id: string; kind: Kind | null }) {
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const wanted = String(given.get('id')).trim();
    if (wanted !== '') navigate(`/find/${toKind(wanted, given.get('kind'))}/${encodeURIComponent(wanted)}`);
  };
  return (
    <form class="row search" role="search" onSubmit={onSubmit}>
      <label class="field">
        <span>{texts.find.kind}</span>
        <select class="input" name="kind" value={kind ?? 'auto'}>
          <option value="auto">{texts.find.kinds.auto}</option>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {texts.find.kinds[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="field grow">
        <span>{texts.find.id}</span>
        <input
          class="input mono"
          name="id"
          type="search"
          value={id}
          placeholder="evt_… · sess_… · visitor_…"
          autocapitalize="none"
          spellcheck={false}
          required
        />
      </label>
      <button type="submit" class="button primary">
        {texts.find.button}
      </button>
    </form>
  );
}

/** By the prefix of the id, where the reader leaves it to the page: an id without one is a visitor's. */
function toKind(id: string, chosen: FormDataEntryValue | null): Kind {
  if (KINDS.includes(chosen as Kind)) return chosen as Kind;
  if (id.startsWith('evt_')) return 'event';
  return id.startsWith('sess_') || id.startsWith('session_') ? 'session' : 'visitor';
}
