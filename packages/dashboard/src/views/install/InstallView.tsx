import {
  type BrowserKeyReply,
  type DashboardReply,
  type Environment,
  ROUTES,
  type StreamEvent,
} from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';
import { Lane } from '../../event/Lane.tsx';
import { fromRow } from '../../event/stage.ts';
import { formatClock } from '../../format.ts';
import { session } from '../../frame/session.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { EnvironmentField } from '../../parts/EnvironmentField.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts } from '../../texts.ts';
import { followStream } from '../live/followStream.ts';
import { InstallCheck } from './InstallCheck.tsx';
import { toSnippet, WAYS, type Way } from './toSnippet.ts';
import './install.css';

/** The first run: the code to paste, and the wait for the first event. */
export default function InstallView() {
  return (
    <div class="view install">
      <div class="stack">
        <h1 tabIndex={-1}>{texts.install.heading}</h1>
        <p class="quiet">{texts.install.intro}</p>
      </div>
      <Snippet />
      <FirstEvent />
      <InstallCheck />
    </div>
  );
}

function Snippet() {
  const [way, setWay] = useState<Way>('script');
  const [token, setToken] = useState<string | null>(null);
  const [environment, setEnvironment] = useState<Environment | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  const customerId = session.value.is === 'in' ? session.value.customer_id : '';
  const { reply: sdk } = useAsk<{ version: string }>('/sdk/sdk.json');
  const snippet = toSnippet(way, {
    scriptUrl: `${location.origin}/sdk/${sdk?.version.split('.', 1)[0] ?? 0}/onevault.min.js`,
    apiBaseUrl: location.origin,
    customerId,
    apiToken: token ?? texts.install.keyPlaceholder,
    environment,
  });
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const site = String(form.get('site')).trim();
    const wanted = String(form.get('environment'));
    ask<BrowserKeyReply>(ROUTES.browserKeys, {
      method: 'POST',
      body: { ...(site !== '' && { origins: [toOrigin(site)] }), ...(wanted !== '' && { environment: wanted }) },
    }).then(
      (reply) => {
        setToken(reply.token);
        setEnvironment(reply.environment);
        setError(undefined);
      },
      (reason) => setError(reason),
    );
  };
  return (
    <section class="card stack">
      <h2>{texts.install.steps.key}</h2>
      {token === null ? (
        <form class="stack" onSubmit={create}>
          <label class="field grow">
            <span>{texts.install.site}</span>
            <input
              class="input"
              name="site"
              placeholder="https://shop.example"
              autocapitalize="none"
              spellcheck={false}
            />
          </label>
          <EnvironmentField />
          <div class="row">
            <button type="submit" class="button primary">
              {texts.install.createKey}
            </button>
          </div>
        </form>
      ) : (
        <div class="note good" role="status">
          <strong>{texts.install.keyCreated}</strong>
          {texts.install.keyOnce}
        </div>
      )}
      {error !== undefined && <ErrorNote error={error} />}
      <h2>{texts.install.steps.code}</h2>
      <fieldset class="choices">
        <legend class="hidden">{texts.install.steps.code}</legend>
        {WAYS.map((one) => (
          <label key={one}>
            <input type="radio" name="way" value={one} checked={one === way} onChange={() => setWay(one)} />
            <span>{texts.install.ways[one]}</span>
          </label>
        ))}
      </fieldset>
      <p class="quiet">{texts.install.hints[way]}</p>
      <div class="code">
        <pre tabIndex={0}>{snippet}</pre>
        <CopyButton key={way} text={() => snippet} />
      </div>
    </section>
  );
}

/** Waits for an event by the stream, and says so when it comes. */
function FirstEvent() {
  const [first, setFirst] = useState<StreamEvent | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const since = ask<DashboardReply>(toPath(ROUTES.dashboard, { limit: 1 }), { signal: stop.signal });
    since.then(
      ({ events: [latest] }) => latest && setFirst((known) => known ?? fromRow(latest)),
      () => {},
    );
    void followStream({
      filters: {},
      onEvents: (events) => setFirst(events.at(-1) ?? null),
      onState: () => {},
      signal: stop.signal,
    });
    return () => stop.abort();
  }, []);
  return (
    <section class="card stack">
      <h2>{texts.install.steps.event}</h2>
      <div role="status">
        {first ? (
          <div class="note good stack">
            <div>
              <strong>{texts.install.arrived}</strong>
              {texts.install.arrivedAt(first.raw_event_type, formatClock(first.raw_load_date))}
            </div>
            <div class="row">
              <Lane event={first} />
            </div>
            <div class="row">
              <a class="button" href={`/find/event/${encodeURIComponent(first.event_id)}`}>
                {texts.install.show}
              </a>
              <a class="button primary" href="/live">
                {texts.install.watch}
              </a>
            </div>
          </div>
        ) : (
          <div class="note wait">
            <strong>
              <span class="pulse beats" /> {texts.install.waiting}
            </strong>
            {texts.install.waitingHint}
          </div>
        )}
      </div>
    </section>
  );
}

/** What somebody types for a site: its host, or the address of a page. */
function toOrigin(site: string): string {
  const full = site.includes('://') ? site : `https://${site}`;
  return URL.canParse(full) && !site.includes('*') ? new URL(full).origin : site;
}
