import { ALERT_ROUTES, type AlertFiring, type AlertFiringsReply } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';
import { formatDuration, formatMinute, msBetween } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { usePages } from '../../parts/usePages.ts';
import { useWork } from '../../parts/useWork.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

const ASK_MS = 15_000;
const OPEN = toPath(ALERT_ROUTES.firings, { open: 'true', limit: 500 });
const LOOKS = { firing: 'bad', acknowledged: 'wait', resolved: 'good' } as const;

/** What fires now, and what has fired. */
export function Firings() {
  const [version, setVersion] = useState(0);
  const again = () => setVersion((before) => before + 1);
  const open = usePages(OPEN, ({ firings }: AlertFiringsReply) => firings, version);
  const all = usePages(ALERT_ROUTES.firings, ({ firings }: AlertFiringsReply) => firings, version);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || again(), ASK_MS);
    return () => clearInterval(timer);
  }, []);
  const [error] = [open.error, all.error].filter((one) => one !== undefined);
  if (!open.rows || !all.rows) {
    return error === undefined ? <p class="quiet">{shared.loading}</p> : <ErrorNote error={error} />;
  }
  const past = all.rows.filter(({ state }) => state === 'resolved');
  if (all.rows.length === 0) {
    return (
      <div class="card empty">
        <h2>{texts.firings.none.title}</h2>
        <p>{texts.firings.none.hint}</p>
        <a class="button" href="/alerts/rules">
          {texts.tabs.rules}
        </a>
      </div>
    );
  }
  return (
    <>
      {error !== undefined && <ErrorNote error={error} />}
      <section class="card stack">
        <h2>
          {texts.firings.open} {open.rows.length > 0 && <span class="badge bad numbers">{open.rows.length}</span>}
        </h2>
        <p class="quiet">{open.rows.length === 0 ? texts.firings.quiet : texts.firings.hint}</p>
        <ul class="rows">
          {open.rows.map((firing) => (
            <Firing key={firing.firing_id} firing={firing} onChange={again} />
          ))}
        </ul>
      </section>
      {(past.length > 0 || all.more) && (
        <section class="card stack">
          <h2>{texts.firings.past}</h2>
          <ul class="rows">
            {past.map((firing) => (
              <Firing key={firing.firing_id} firing={firing} onChange={again} />
            ))}
          </ul>
          {all.more && (
            <div>
              <button type="button" class="button" disabled={all.isBusy} onClick={all.more}>
                {shared.more}
              </button>
            </div>
          )}
        </section>
      )}
    </>
  );
}

/** One firing, with a button that acknowledges it. */
export function Firing({ firing, onChange }: { firing: AlertFiring; onChange: () => void }) {
  const { firing_id, rule_name, state, message, started_at, acknowledged_at, acknowledged_by } = firing;
  const { resolved_at, resolved_by } = firing;
  const work = useWork<object>();
  const acknowledge = async () => {
    const path = ALERT_ROUTES.acknowledge.replace(':firing_id', firing_id);
    if (await work.start(() => ask(path, { method: 'POST' }))) onChange();
  };
  return (
    <li>
      <div class="what">
        <span class="row">
          <strong>{rule_name}</strong>
          <span class={`badge ${LOOKS[state]}`}>{texts.firings.states[state]}</span>
        </span>
        <span>{message}</span>
        <span class="quiet">
          {texts.firings.began(formatMinute(started_at))}
          {resolved_at && ` · ${texts.firings.lasted(formatDuration(Math.max(0, msBetween(started_at, resolved_at))))}`}
          {resolved_by && ` · ${texts.firings.resolvedBy[resolved_by]}`}
          {acknowledged_at && ` · ${texts.firings.by(acknowledged_by ?? '', formatMinute(acknowledged_at))}`}
        </span>
        {work.error !== undefined && <ErrorNote error={work.error} />}
      </div>
      {state === 'firing' && (
        <button
          type="button"
          class="button"
          aria-label={texts.firings.acknowledgeName(rule_name)}
          disabled={work.isBusy}
          onClick={() => void acknowledge()}
        >
          {texts.firings.acknowledge}
        </button>
      )}
    </li>
  );
}
