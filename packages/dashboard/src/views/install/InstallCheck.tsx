import { type RefusalCount, type RefusalsReply, ROUTES } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { formatClock } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts } from '../../texts.ts';

/** Often enough for somebody who tries again and again. */
const ASK_MS = 3_000;
/** Which mistake a refusal is. Others are shown with the server's own code. */
const MISTAKES: Record<string, keyof typeof texts.install.mistakes> = {
  INVALID_TOKEN: 'wrongKey',
  MISSING_CUSTOMER_ID: 'noCustomer',
  ORIGIN_NOT_ALLOWED: 'origin',
  WRONG_ENVIRONMENT: 'environment',
  CORS: 'cors',
  NOT_FOUND: 'wrongUrl',
  METHOD_NOT_ALLOWED: 'wrongUrl',
  INVALID_EVENT: 'invalidEvent',
  INVALID_BODY: 'invalidEvent',
  INVALID_JSON: 'invalidEvent',
  RATE_LIMITED: 'rateLimited',
};
/** What no server sees: the request never leaves the page. */
const UNSEEN = ['blocked', 'csp', 'away', 'consent', 'signals'] as const;

/** Names the mistake when nothing arrives: by what the server has refused, and by what to look for in the page. */
export function InstallCheck() {
  const [reply, setReply] = useState<RefusalsReply | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    const look = () =>
      ask<RefusalsReply>(ROUTES.refusals, { signal: stop.signal }).then(
        (found) => {
          setReply(found);
          setError(undefined);
        },
        (reason) => stop.signal.aborted || setError(reason),
      );
    void look();
    const timer = setInterval(() => !document.hidden && void look(), ASK_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, []);
  const found = [...(reply?.refused ?? []), ...(reply?.unassigned ?? [])];
  return (
    <section class="card stack">
      <h2>{texts.install.check}</h2>
      {error !== undefined && <ErrorNote error={error} />}
      {reply && found.length === 0 && <p class="quiet">{texts.install.nothingRefused}</p>}
      {found.length > 0 && (
        <ul class="stack mistakes" aria-label={texts.install.refused}>
          {found.map((one) => (
            <Mistake
              key={`${one.customer_id}\n${one.error_code}\n${one.origin}`}
              refusal={one}
              isUnknown={reply?.unassigned.includes(one) ?? false}
            />
          ))}
        </ul>
      )}
      <details>
        <summary>{texts.install.unseen}</summary>
        <dl class="stack unseen">
          {UNSEEN.map((name) => (
            <div key={name}>
              <dt>{texts.install.unseenCauses[name].title}</dt>
              <dd class="quiet">{texts.install.unseenCauses[name].hint}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

function Mistake({ refusal, isUnknown }: { refusal: RefusalCount; isUnknown: boolean }) {
  const isWrongCustomer = isUnknown && refusal.customer_id !== null && refusal.error_code === 'INVALID_TOKEN';
  const name = isWrongCustomer ? 'wrongCustomer' : MISTAKES[refusal.error_code];
  const { title, hint } = name
    ? texts.install.mistakes[name]
    : { title: refusal.error_code, hint: texts.install.otherMistake };
  return (
    <li class="note bad">
      <strong>{title}</strong>
      {hint}
      <div class="row quiet">
        <span>{texts.install.times(refusal.count, formatClock(refusal.last_at))}</span>
        <span class="mono">{refusal.origin ?? texts.install.noOrigin}</span>
        {isUnknown && refusal.customer_id !== null && <span class="mono">{refusal.customer_id}</span>}
      </div>
    </li>
  );
}
