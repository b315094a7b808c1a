import {
  ANALYTICS_ROUTES,
  type TrackingCheck,
  type TrackingCheckState,
  type TrackingChecksReply,
  type TrackingFinding,
} from '@onevault/contract';
import { toPath } from '../../api/ask.ts';
import { formatClock, formatLately, formatMinute, formatNumber } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

const ASK_MS = 60_000;
const LOOKS: Record<TrackingCheckState, string> = { ok: 'good', finding: 'bad', unknown: '' };

/** The health checks: what is wrong with what to do, then the others. */
export function Checks() {
  const { reply, error, again } = useAsk<TrackingChecksReply>(ANALYTICS_ROUTES.checks, { everyMs: ASK_MS });
  const checks = reply?.checks ?? [];
  const found = checks.filter(({ state }) => state === 'finding');
  const others = checks.filter(({ state }) => state !== 'finding');
  const areUnknown = others.every(({ state, check }) => state === 'unknown' || check.startsWith('refused_'));
  return (
    <section class="card stack" aria-labelledby="checks-title">
      <header class="row spread">
        <h2 id="checks-title">
          {texts.checks.title}{' '}
          {reply && (
            <span class={`badge ${found.length > 0 ? 'bad' : areUnknown ? '' : 'good'}`}>
              {found.length > 0
                ? texts.checks.found(found.length)
                : areUnknown
                  ? texts.checks.nothing
                  : texts.checks.fine}
            </span>
          )}
        </h2>
        <button type="button" class="button" onClick={again}>
          {shared.refresh}
        </button>
      </header>
      <p class="quiet">
        {texts.checks.hint} {reply && texts.checks.readAt(formatClock(reply.timestamp))}
      </p>
      {error !== undefined && <ErrorNote error={error} />}
      {!reply && error === undefined && (
        <p class="quiet" role="status">
          {shared.loading}
        </p>
      )}
      {found.map((check) => (
        <Found key={check.check} check={check} />
      ))}
      {others.length > 0 && (
        <div class="stack">
          {found.length > 0 && <h3>{texts.checks.others}</h3>}
          <ul class="other-checks">
            {others.map((check) => (
              <li key={check.check}>
                <strong>{texts.checks.names[check.check]}</strong>
                <span class={`badge ${LOOKS[check.state]}`}>{texts.checks.states[check.state]}</span>
                <span class="quiet">{check.message}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Found({ check }: { check: TrackingCheck }) {
  const { check: name, findings, more } = check;
  const [first] = findings;
  // Findings of a check often ask for the same.
  const isSame = findings.every(({ todo }) => todo === first?.todo);
  const link = texts.checks.links[name];
  return (
    <article class="found" aria-labelledby={`check-${name}`}>
      <header>
        <h3 id={`check-${name}`}>{texts.checks.names[name]}</h3>
        <p class="quiet">{texts.checks.reasons[name]}</p>
      </header>
      <ul class="findings">
        {findings.map((finding) => (
          <Finding key={`${finding.subject.kind} ${finding.subject.value}`} finding={finding} hasTodo={!isSame} />
        ))}
        {more > 0 && <li class="quiet">{texts.checks.more(more)}</li>}
      </ul>
      {isSame && first && <Todo text={first.todo} />}
      <div class="row">
        {link && (
          <a class="button" href={link[1]}>
            {link[0]}
          </a>
        )}
        <Judged check={check} />
      </div>
    </article>
  );
}

function Finding({ finding, hasTodo }: { finding: TrackingFinding; hasTodo: boolean }) {
  const { subject, message, since, last_at, todo } = finding;
  const seen = texts.checks.seen(since && formatMinute(since), last_at && formatLately(last_at));
  return (
    <li>
      <span>{message}</span>
      {(seen || subject.kind === 'page') && (
        <span class="row quiet">
          {seen}
          {subject.kind === 'page' && subject.value !== null && (
            <a href={toPath('/live', { page: subject.value })} aria-label={texts.checks.watchName(subject.value)}>
              {texts.checks.watch}
            </a>
          )}
        </span>
      )}
      {hasTodo && <Todo text={todo} />}
    </li>
  );
}

function Todo({ text }: { text: string }) {
  return (
    <p class="todo">
      <b>{texts.checks.todo}:</b> {text}
    </p>
  );
}

/** What the check looked at, and from where on something is a finding. */
function Judged({ check: { looked_at, threshold } }: { check: TrackingCheck }) {
  const { from, to, counts } = looked_at;
  return (
    <details class="judged">
      <summary>{texts.checks.judged}</summary>
      <dl class="facts">
        <dt>{texts.checks.range}</dt>
        <dd>{from && to ? `${formatMinute(from)} – ${formatMinute(to)}` : texts.checks.now}</dd>
        <dt>{texts.checks.counts}</dt>
        <dd>{toList(counts)}</dd>
        <dt>{texts.checks.threshold}</dt>
        <dd>{toList(threshold)}</dd>
      </dl>
    </details>
  );
}

/** `{page_views: 812}` as `page views 812`. */
function toList(numbers: Record<string, number>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${formatNumber(value)}`)
    .join(', ');
}
