import { type AccuracyData, type AccuracyDay, ANALYTICS_ROUTES, type AnalyticsReply } from '@onevault/contract';
import { toPath } from '../../api/ask.ts';
import { addDays, localTimeZone, toDay } from '../../days.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { navigate, query } from '../../frame/router.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { AccuracyTable } from './AccuracyTable.tsx';
import { DayBars } from './DayBars.tsx';
import { Lateness } from './Lateness.tsx';
import { type Count, texts } from './texts.ts';

const PERIODS = [7, 30, 90];
const DEFAULT_DAYS = 30;
const ASK_MS = 300_000;

/** For each day what pages sent, and what became of it. */
export function Accuracy() {
  const days = PERIODS.find((known) => String(known) === query.value.get('days')) ?? DEFAULT_DAYS;
  const timezone = localTimeZone();
  const today = toDay(Date.now(), timezone);
  const path = toPath(ANALYTICS_ROUTES.accuracy, {
    from: addDays(today, 1 - days),
    to: today,
    timezone,
  });
  const { reply, error, again } = useAsk<AnalyticsReply<AccuracyData>>(path, { everyMs: ASK_MS });
  const isLoading = reply?.data.length !== days && error === undefined;
  const hasEvents = reply?.data.some(
    ({ sent, loaded, duplicates, invalid }) => sent + loaded + duplicates + invalid > 0,
  );
  return (
    <section class="card stack accuracy" aria-labelledby="accuracy-title" aria-busy={isLoading}>
      <header class="row spread">
        <div>
          <h2 id="accuracy-title">{texts.accuracy.title}</h2>
          <p class="quiet">{texts.accuracy.in(timezone)}</p>
        </div>
        <label class="field">
          <span>{texts.accuracy.period}</span>
          <select
            class="input"
            value={days}
            onChange={(event) =>
              navigate(toPath('/tracking-health', { days: event.currentTarget.value }), { replace: true })
            }
          >
            {PERIODS.map((known) => (
              <option key={known} value={known}>
                {texts.accuracy.periods[known]}
              </option>
            ))}
          </select>
        </label>
      </header>
      {error !== undefined && (
        <>
          <ErrorNote error={error} />
          <div>
            <button type="button" class="button" onClick={again}>
              {shared.again}
            </button>
          </div>
        </>
      )}
      {!reply ? (
        error === undefined && (
          <p class="quiet" role="status">
            {shared.loading}
          </p>
        )
      ) : hasEvents ? (
        <Numbers days={reply.data} />
      ) : (
        <div class="empty">
          <h2>{texts.accuracy.none.title}</h2>
          <p>{texts.accuracy.none.hint}</p>
          <a class="button" href="/install">
            {texts.accuracy.none.link}
          </a>
        </div>
      )}
    </section>
  );
}

function Numbers({ days }: { days: AccuracyDay[] }) {
  const sum = (name: Count) => days.reduce((all, day) => all + day[name], 0);
  const [sent, loaded] = [sum('sent'), sum('loaded')];
  const { counts } = texts.accuracy;
  return (
    <>
      <dl class="sums" aria-label={texts.accuracy.summary}>
        <Sum name={counts.sent} value={sent} />
        <Sum name={counts.stored} value={sum('stored')} whole={sent} of={counts.sent} />
        <Sum name={counts.missing} value={sum('missing')} whole={sent} of={counts.sent} isBad />
        <Sum name={counts.late} value={sum('late')} whole={loaded} of={texts.accuracy.arrivedChart} />
        <Sum
          name={counts.duplicates}
          value={sum('duplicates')}
          whole={loaded + sum('duplicates')}
          of={texts.accuracy.arrivedChart}
        />
      </dl>
      <div class="charts">
        <DayBars
          title={texts.accuracy.sentChart}
          hint={texts.accuracy.sentHint}
          days={days}
          parts={[
            { name: counts.stored, look: 'stored', of: ({ stored }) => stored },
            {
              name: `${counts.rejected}, ${counts.waiting.toLowerCase()}`,
              look: 'stopped',
              of: ({ rejected, waiting }) => rejected + waiting,
            },
            { name: counts.missing, look: 'lost', of: ({ missing }) => missing },
          ]}
        />
        <DayBars
          title={texts.accuracy.arrivedChart}
          hint={texts.accuracy.arrivedHint}
          days={days}
          parts={[
            { name: texts.accuracy.punctual, look: 'stored', of: ({ loaded: all, late }) => all - late },
            { name: counts.late, look: 'late', of: ({ late }) => late },
            { name: counts.duplicates, look: 'doubled', of: ({ duplicates }) => duplicates },
          ]}
        />
      </div>
      <AccuracyTable days={days} />
      <div class="charts">
        <details>
          <summary>{texts.accuracy.meaning}</summary>
          <dl class="meanings">
            {texts.accuracy.meanings.map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </details>
        <Lateness days={days} />
      </div>
    </>
  );
}

interface SumProps {
  name: string;
  value: number;
  whole?: number;
  of?: string;
  isBad?: boolean;
}

function Sum({ name, value, whole = 0, of = '', isBad = false }: SumProps) {
  return (
    <div class={isBad && value > 0 ? 'bad' : ''}>
      <dt>{name}</dt>
      <dd class="numbers">{formatNumber(value)}</dd>
      {whole > 0 && <dd class="quiet">{texts.accuracy.of(formatPercent(value / whole), of.toLowerCase())}</dd>}
    </div>
  );
}
