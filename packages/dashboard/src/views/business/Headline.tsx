import type { AnalyticsReply, SeriesPoint, SummaryData } from '@onevault/contract';
import { Change } from './Change.tsx';
import { formatMetric, formatMoney, formatSeconds } from './numbers.ts';
import { type Question, toHref } from './question.ts';
import { isStillRunning } from './stillRunning.ts';
import { texts } from './texts.ts';
import type { Asked } from './useAnswer.ts';
import { Why } from './Why.tsx';

export const SERIES_METRICS = [
  'visitors',
  'sessions',
  'page_views',
  'views_per_session',
  'bounce_rate',
  'duration_mean_s',
] as const;
export type SeriesMetric = (typeof SERIES_METRICS)[number];

interface HeadlineProps {
  summary: Asked<SummaryData>;
  series: readonly SeriesPoint[] | undefined;
  chosen: string;
  question: Question;
}

/** Each number once, with its curve in small, its change, and how it is counted. */
export function Headline({ summary, series, chosen, question }: HeadlineProps) {
  const { answer, isLoading } = summary;
  const isCompared = question.compare !== '';
  const isRunning = answer !== undefined && isStillRunning(answer);
  return (
    <section class="headline" aria-label={texts.part['']} aria-busy={isLoading}>
      {SERIES_METRICS.map((metric) => {
        const value = answer?.data[metric] ?? null;
        const before = answer?.comparison?.data[metric] ?? null;
        return (
          <div key={metric} class={`tile ${metric === chosen ? 'chosen' : ''}`}>
            <div class="row spread">
              <h2>
                <a
                  href={toHref({ metric: metric === 'visitors' ? null : metric })}
                  {...(metric === chosen && { 'aria-current': 'true' as const })}
                >
                  {texts.metrics[metric]}
                </a>
              </h2>
              <WhyMetric metric={metric} answer={answer} />
            </div>
            <p class="number" data-metric={metric}>
              {answer ? formatMetric(metric, value) : <span class="skeleton" />}
            </p>
            <div class="tile-end">
              {isCompared && answer && (
                <Change now={value} before={before} name={metric} said={formatMetric(metric, before)} />
              )}
              <Sparkline values={series?.map((point) => point[metric]) ?? []} isRunning={isRunning} />
            </div>
          </div>
        );
      })}
      <RevenueTile answer={answer} isCompared={isCompared} />
    </section>
  );
}

function RevenueTile({ answer, isCompared }: { answer: AnalyticsReply<SummaryData> | undefined; isCompared: boolean }) {
  const [first, ...others] = answer?.data.revenue ?? [];
  const before = answer?.comparison?.data.revenue.find(({ currency }) => currency === first?.currency);
  return (
    <div class="tile">
      <div class="row spread">
        <h2>{texts.metrics.revenue}</h2>
        <WhyMetric metric="revenue" answer={answer} />
      </div>
      <p class="number" data-metric="revenue">
        {!answer ? <span class="skeleton" /> : first ? formatMoney(first) : '–'}
      </p>
      <div class="tile-end">
        {isCompared && first && (
          <Change
            now={first.amount}
            before={before?.amount ?? 0}
            name="revenue"
            said={before ? formatMoney(before) : '–'}
          />
        )}
        {answer && (
          <span class="quiet small" title={others.map(formatMoney).join(' · ')}>
            {first ? texts.orders(first.orders) : texts.noRevenue}
            {others.length > 0 && ` ${texts.more(others.length)}`}
          </span>
        )}
      </div>
    </div>
  );
}

/** What the number is, and what it leaves out. */
function WhyMetric({
  metric,
  answer,
}: {
  metric: keyof typeof texts.why;
  answer: AnalyticsReply<SummaryData> | undefined;
}) {
  return (
    <Why name={texts.metrics[metric]} population={answer?.population}>
      <p>{texts.why[metric]}</p>
      {metric === 'duration_mean_s' && answer && answer.data.duration_median_s !== null && (
        <p>{texts.median(formatSeconds(answer.data.duration_median_s))}</p>
      )}
      {metric === 'revenue' && answer && answer.data.revenue.length > 1 && (
        <ul class="plain-list">
          {answer.data.revenue.map((one) => (
            <li key={one.currency}>
              {formatMoney(one)} · {texts.orders(one.orders)}
            </li>
          ))}
        </ul>
      )}
    </Why>
  );
}

const WIDTH = 100;
const HEIGHT = 28;

/** @param isRunning the last value still grows: the way to it is dashed */
function Sparkline({ values, isRunning }: { values: readonly number[]; isRunning: boolean }) {
  const top = Math.max(...values, 0) || 1;
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, n) => `${(n * step).toFixed(1)},${(HEIGHT - 2 - (value / top) * (HEIGHT - 4)).toFixed(1)}`,
  );
  const ended = isRunning ? points.slice(0, -1) : points;
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {ended.length > 1 && <polyline points={ended.join(' ')} vector-effect="non-scaling-stroke" />}
      {isRunning && points.length > 1 && (
        <polyline class="running" points={points.slice(-2).join(' ')} vector-effect="non-scaling-stroke" />
      )}
    </svg>
  );
}
