import { AskError } from '../../api/ask.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

interface CoverageReply {
  coverage: {
    events: {
      type: string;
      count: number;
      properties: { name: string; required: boolean; count: number }[];
      unplanned: string[];
    }[];
    unplanned: { type: string; count: number }[];
    violations: { type: string; pointer: string; message: string; count: number }[];
  };
}

/** Which planned events and properties have arrived in this run. */
export function Coverage() {
  const { reply, error, again } = useAsk<CoverageReply>('/mock/coverage');
  if (error instanceof AskError && error.status === 404) {
    return (
      <div class="card empty">
        <h2>{texts.coverage.none.title}</h2>
        <p>{texts.coverage.none.hint}</p>
        <code class="secret">onevault-mock-server --plan plan.ts</code>
      </div>
    );
  }
  if (error !== undefined) return <ErrorNote error={error} />;
  if (reply === null) return <p class="quiet">{shared.loading}</p>;
  const { events, unplanned, violations } = reply.coverage;
  const properties = events.flatMap((event) => event.properties);
  return (
    <>
      <section class="card stack">
        <header class="row spread">
          <h2>{texts.coverage.title}</h2>
          <button type="button" class="button" onClick={again}>
            {shared.refresh}
          </button>
        </header>
        <p class="quiet">{texts.coverage.hint}</p>
        <Share name={texts.coverage.events} list={events} />
        <Share name={texts.coverage.properties} list={properties} />
        <ul class="rows">
          {events.map((event) => (
            <li key={event.type}>
              <div class="what">
                <span class="row">
                  <strong>{event.type}</strong>
                  <Arrived count={event.count} />
                </span>
                <span class="row">
                  {event.properties.map(({ name, required, count }) => (
                    <span key={name} class={`badge ${count > 0 ? 'good' : required ? 'bad' : ''}`}>
                      {name}: {texts.coverage.times(count)}
                      {required && ` · ${texts.coverage.required}`}
                    </span>
                  ))}
                  {event.unplanned.map((name) => (
                    <span key={`unplanned ${name}`} class="badge wait">
                      {name}: {texts.coverage.unplanned}
                    </span>
                  ))}
                </span>
              </div>
            </li>
          ))}
        </ul>
      </section>
      {violations.length > 0 && (
        <section class="card stack">
          <h2>{texts.coverage.violations}</h2>
          <ul class="rows">
            {violations.map(({ type, pointer, message, count }) => (
              <li key={type + pointer + message}>
                <div class="what">
                  <strong>
                    {type} <span class="mono quiet">{pointer}</span>
                  </strong>
                  <span>{message}</span>
                </div>
                <span class="badge bad numbers">{texts.coverage.times(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {unplanned.length > 0 && (
        <section class="card stack">
          <h2>{texts.coverage.unplanned}</h2>
          <ul class="rows">
            {unplanned.map(({ type, count }) => (
              <li key={type}>
                <span class="what">{type.trim() || shared.blank}</span>
                <span class="badge wait numbers">{texts.coverage.times(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Arrived({ count }: { count: number }) {
  return (
    <span class={`badge numbers ${count > 0 ? 'good' : 'bad'}`}>
      {count > 0 ? texts.coverage.times(count) : texts.coverage.missing}
    </span>
  );
}

function Share({ name, list }: { name: string; list: { count: number }[] }) {
  const covered = list.filter(({ count }) => count > 0).length;
  return (
    <label class="share">
      <span class="row spread">
        <span>{name}</span>
        <span class="quiet numbers">{texts.coverage.covered(covered, list.length)}</span>
      </span>
      <meter min={0} max={Math.max(1, list.length)} value={list.length === 0 ? 1 : covered} />
    </label>
  );
}
