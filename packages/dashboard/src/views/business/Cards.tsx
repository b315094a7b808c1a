import type { BreakdownData, Metric } from '@onevault/contract';
import { query } from '../../frame/router.ts';
import { Compared } from './Change.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Failure } from './Failure.tsx';
import { addFilter, toFilter } from './filter.ts';
import { formatMetric, formatValue } from './numbers.ts';
import { change, type Question, toHref, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';
import { Why } from './Why.tsx';

/** Dimensions of each card, one a tab. */
const CARDS = {
  pages: ['page', 'entry_page', 'exit_page'],
  sources: ['source', 'channel', 'referrer'],
  campaigns: ['utm_campaign', 'utm_source', 'utm_medium', 'utm_content', 'utm_term'],
  places: ['country', 'language'],
  devices: ['device', 'browser', 'os', 'screen'],
  events: ['event', 'item'],
} as const;

const ROWS = 8;
/** With a comparison: the rows that are shown may be farther down in the other range. */
const COMPARED_ROWS = 200;
type Count = Extract<Metric, 'visitors' | 'sessions' | 'page_views' | 'events'>;

/** The two numbers that say most about a dimension; rows are sorted by the first. */
export function toCounts(dimension: string): [Count, Count] {
  if (dimension === 'event' || dimension === 'item') return ['events', 'visitors'];
  return dimension === 'page' ? ['visitors', 'page_views'] : ['visitors', 'sessions'];
}

export function Cards({ question }: { question: Question }) {
  return (
    <div class="cards">
      {(Object.keys(CARDS) as (keyof typeof CARDS)[]).map((name) => (
        <Card key={name} name={name} question={question} />
      ))}
    </div>
  );
}

function Card({ name, question }: { name: keyof typeof CARDS; question: Question }) {
  const dimensions: readonly string[] = CARDS[name];
  const asked = query.value.get(name);
  const dimension = dimensions.find((known) => known === asked) ?? (dimensions[0] as string);
  const choose = (chosen: string) => change({ [name]: chosen === dimensions[0] ? null : chosen }, { replace: true });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = (dimensions.indexOf(dimension) + step + dimensions.length) % dimensions.length;
    choose(dimensions[place] as string);
    (event.currentTarget as HTMLElement).querySelectorAll('button')[place]?.focus();
  };
  return (
    <section class="card breakdown">
      <header class="row spread">
        <h2>{texts.cards[name]}</h2>
        <div class="tabs" role="tablist" aria-label={texts.cards[name]} onKeyDown={onKeyDown}>
          {dimensions.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`tab-${one}`}
              aria-selected={one === dimension}
              aria-controls={`panel-${name}`}
              tabIndex={one === dimension ? 0 : -1}
              onClick={() => choose(one)}
            >
              {texts.tab(one)}
            </button>
          ))}
        </div>
      </header>
      <div role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${dimension}`}>
        <Rows key={dimension} dimension={dimension} question={question} />
      </div>
    </section>
  );
}

function Rows({ dimension, question }: { dimension: string; question: Question }) {
  const counts = toCounts(dimension);
  const own = { by: dimension, sort: counts[0] };
  const { compare } = question;
  const { answer, error, isLoading, retry } = useAnswer<BreakdownData>(
    toQuestionPath('breakdown', question, { ...own, compare, limit: String(compare ? COMPARED_ROWS : ROWS) }),
    4,
  );
  const rows = answer?.data.slice(0, ROWS) ?? [];
  const earlier = answer?.comparison?.data;
  /** Undefined where nobody knows: the value may be below the rows of the other range. */
  const before = (value: string | null): number | undefined =>
    earlier?.find((row) => row.value === value)?.[counts[0]] ??
    (earlier && earlier.length < COMPARED_ROWS ? 0 : undefined);
  if (error !== undefined) return <Failure error={error} question={question} retry={retry} />;
  const top = Math.max(1, ...rows.map((row) => row[counts[0]]));
  return (
    <>
      <div class="rows" aria-busy={isLoading}>
        {answer && rows.length === 0 && <p class="quiet">{texts.noRows}</p>}
        {!answer && Array.from({ length: ROWS }, (_none, n) => <span key={n} class="skeleton line" />)}
        {rows.length > 0 && (
          <table class="ranking" data-by={dimension}>
            <thead>
              <tr>
                <th scope="col">{texts.dimensionOf(dimension)}</th>
                {counts.map((count) => (
                  <th key={count} scope="col" class="num">
                    {texts.metrics[count]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.value}>
                  <td class="bar" style={{ '--share': `${(row[counts[0]] / top) * 100}%` }}>
                    <ValueLink dimension={dimension} value={row.value} question={question} />
                  </td>
                  {counts.map((count, n) => (
                    <td key={count} class="num">
                      {formatMetric(count, row[count])}
                      {n === 0 && <Compared now={row[count]} before={before(row.value)} name={count} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <footer class="row spread">
        {answer && (answer.next_cursor || answer.data.length > ROWS) ? (
          <a
            class="button plain compact"
            href={toHref({ more: dimension })}
            aria-label={texts.allOf(texts.dimensionOf(dimension))}
          >
            {texts.all}
          </a>
        ) : (
          <span />
        )}
        <span class="row tools">
          <Why name={texts.dimensionOf(dimension)} population={answer?.population}>
            {counts.map((count) => (
              <p key={count}>
                <strong>{texts.metrics[count]}</strong>: {texts.why[count]}
              </p>
            ))}
            <p>{texts.whyRow}</p>
          </Why>
          <CsvButton
            path={toQuestionPath('breakdown', question, { ...own, limit: '1000' })}
            name={texts.dimensionOf(dimension)}
          />
        </span>
      </footer>
    </>
  );
}

interface ValueLinkProps {
  dimension: string;
  value: string | null;
  question: Question;
}

/** A value that narrows the whole view to itself. */
export function ValueLink({ dimension, value, question }: ValueLinkProps) {
  const text = formatValue(dimension, value);
  return (
    <a
      class="value"
      dir="auto"
      href={toHref({ filter: addFilter(question.filters, toFilter(dimension, 'is', value)), more: null })}
      title={text}
      {...(value === null && { 'data-none': '' })}
    >
      {text}
    </a>
  );
}
