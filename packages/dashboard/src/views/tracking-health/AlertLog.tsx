import { ALERT_ROUTES, type AlertFiringsReply } from '@onevault/contract';
import { toPath } from '../../api/ask.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { Firing } from '../alerts/Firings.tsx';
import { texts } from './texts.ts';

const ASK_MS = 30_000;
const MAX_OPEN = 100;
const MAX_PAST = 5;
const OPEN = toPath(ALERT_ROUTES.firings, { open: 'true', limit: MAX_OPEN });
/** Open ones are among them: the view of the alerts has all. */
const LATEST = toPath(ALERT_ROUTES.firings, { limit: 50 });

/** What fires now, and the last that has. */
export function AlertLog() {
  const open = useAsk<AlertFiringsReply>(OPEN, { everyMs: ASK_MS });
  const latest = useAsk<AlertFiringsReply>(LATEST, { everyMs: ASK_MS });
  const [error] = [open.error, latest.error].filter((one) => one !== undefined);
  const again = () => {
    open.again();
    latest.again();
  };
  const firing = open.reply?.firings ?? [];
  const past = (latest.reply?.firings ?? []).filter(({ state }) => state === 'resolved').slice(0, MAX_PAST);
  return (
    <section class="card stack" aria-labelledby="alerts-title">
      <header class="row spread">
        <h2 id="alerts-title">
          {texts.alerts.title} {firing.length > 0 && <span class="badge bad numbers">{firing.length}</span>}
        </h2>
        <div class="row">
          <a class="button" href="/alerts/rules">
            {texts.alerts.rules}
          </a>
          <a class="button" href="/alerts">
            {texts.alerts.all}
          </a>
        </div>
      </header>
      <p class="quiet">{texts.alerts.hint}</p>
      {error !== undefined && <ErrorNote error={error} />}
      {!open.reply || !latest.reply ? (
        error === undefined && (
          <p class="quiet" role="status">
            {shared.loading}
          </p>
        )
      ) : (
        <>
          <h3>{texts.alerts.open}</h3>
          {firing.length === 0 ? (
            <p>{past.length === 0 ? texts.alerts.none : texts.alerts.quiet}</p>
          ) : (
            <ul class="rows">
              {firing.map((one) => (
                <Firing key={one.firing_id} firing={one} onChange={again} />
              ))}
            </ul>
          )}
          {past.length > 0 && (
            <>
              <h3>{texts.alerts.past}</h3>
              <ul class="rows">
                {past.map((one) => (
                  <Firing key={one.firing_id} firing={one} onChange={again} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}
