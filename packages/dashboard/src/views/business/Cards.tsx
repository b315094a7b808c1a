import {
  type AnalyticsReply,
  type BreakdownData,
  type Metric,
  type OverviewData,
  SESSION_DIMENSIONS,
} from '@onevault/contract';
import { query } from '../../frame/router.ts';
import { Compared } from './Change.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Failure } from './Failure.tsx';
import { addFilter, toFilter } from './filter.ts';
import { formatMetric, formatValue } from './numbers.ts';
import { change, type Question, toHref, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { type Asked, useAnswer } from './useAnswer.ts';
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

type CardName = keyof typeof CARDS;

const ROWS = 8;
/** With a comparison: the rows that are shown may be farther down in the other range. */
const COMPARED_ROWS = 200;
type Count = Extract<Metric, 'visitors' | 'sessions' | 'page_views' | 'events'>;

/** The two numbers that say most about a dimension; rows are sorted by the first. */
export function toCounts(dimension: string): [Count, Count] {
  if (dimension === 'event' || dimension === 'item') return ['events', 'visitors'];
  return dimension === 'page' ? ['visitors', 'page_views'] : ['visitors', 'sessions'];
}

/** What the overview counts for the cards: those of their dimensions that sessions have. */
export interface CardsOverview {
  asked: Asked<OverviewData>;
  by: readonly string[];
}

/** Of each card the chosen dimension, if sessions have it: then it costs an overview next to nothing. */
export function readSessionTabs(): string[] {
  return (Object.keys(CARDS) as CardName[]).map(readTab).filter(isOfSessions);
}

/** How many rows of a dimension are asked for. */
export function toRowLimit({ compare }: Question): string {
  return String(compare ? COMPARED_ROWS : ROWS);
}

function readTab(name: CardName): string {
  const asked = query.value.get(name);
  return CARDS[name].find((known) => known === asked) ?? CARDS[name][0];
}

function isOfSessions(dimension: string): boolean {
  return SESSION_DIMENSIONS.some((name) => name === dimension);
}

export function Cards({ question, overview }: { question: Question; overview: CardsOverview }) {
  return (
    <div class="cards">
      {(Object.keys(CARDS) as CardName[]).map((name) => (
        <Card key={name} name={name} question={question} overview={overview} />
      ))}
    </div>
  );
}

interface CardProps {
  name: CardName;
  question: Question;
  overview: CardsOverview;
}

function Card({ name, question, overview }: CardProps) {
  const dimensions: readonly string[] = CARDS[name];
  const dimension = readTab(name);
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
        <Rows key={dimension} dimension={dimension} question={question} overview={overview} />
      </div>
    </section>
  );
}

interface RowsProps {
  dimension: string;
  question: Question;
  overview: CardsOverview;
}

function Rows({ dimension, question, overview }: RowsProps) {
  const counts = toCounts(dimension);
  const own = { by: dimension, sort: counts[0] };
  const { compare } = question;
  const isInOverview = overview.by.includes(dimension);
  const alone = useAnswer<BreakdownData>(
    isInOverview ? null : toQuestionPath('breakdown', question, { ...own, compare, limit: toRowLimit(question) }),
    4,
  );
  const { error, isLoading, retry } = isInOverview ? overview.asked : alone;
  const answer = isInOverview ? toBreakdown(overview.asked.answer, dimension) : alone.answer;
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
        {answer && (answer.next_cursor !== null || answer.data.length > ROWS) ? (
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

/** One breakdown of an overview, as the answer of its own question. */
function toBreakdown(
  answer: AnalyticsReply<OverviewData> | undefined,
  dimension: string,
): AnalyticsReply<BreakdownData> | undefined {
  const rowsOf = ({ breakdowns }: OverviewData) => breakdowns.find(({ by }) => by === dimension)?.rows;
  const data = answer && rowsOf(answer.data);
  if (data === undefined) return undefined;
  const { comparison, ...rest } = answer as AnalyticsReply<OverviewData>;
  const more = answer?.data.breakdowns.some(({ by, more }) => by === dimension && more);
  return {
    ...rest,
    data,
    next_cursor: more ? '' : null,
    ...(comparison && { comparison: { ...comparison, data: rowsOf(comparison.data) ?? [] } }),
  };
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
