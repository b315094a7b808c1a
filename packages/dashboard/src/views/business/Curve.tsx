import { type AnnotationsReply, type Metric, SAVED_ROUTES, type TimeseriesData } from '@onevault/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import { toPath } from '../../api/ask.ts';
import { toDay } from '../../days.ts';
import { query } from '../../frame/router.ts';
import { theme } from '../../frame/theme.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { Annotate, AnnotationList } from './Annotations.tsx';
import { Choice } from './Controls.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Failure } from './Failure.tsx';
import { Markers } from './Markers.tsx';
import { formatAt, formatMetric } from './numbers.ts';
import { change, INTERVALS_SHOWN, type Question, readQuestion, toQuestionPath } from './question.ts';
import { canSave } from './savedLists.ts';
import { isStillRunning } from './stillRunning.ts';
import { texts } from './texts.ts';
import type { Asked } from './useAnswer.ts';

/** More marks than a curve has room for. */
const MAX_ANNOTATIONS = 200;

interface CurveProps {
  asked: Asked<TimeseriesData>;
  metric: Metric;
  interval: (typeof INTERVALS_SHOWN)[number];
  question: Question;
}

/** One metric over time, with that of the comparison and the annotations; the same as a table. */
export function Curve({ asked, metric, interval, question }: CurveProps) {
  const { answer, error, isLoading, retry } = asked;
  const { timezone, compare } = question;
  const [pointed, setPointed] = useState<number | null>(null);
  const [places, setPlaces] = useState<readonly number[]>([]);
  // Apart from the curve: the metric can change without asking for them again, and they without counting again.
  const marks = useAsk<AnnotationsReply>(
    answer && canSave()
      ? toPath(SAVED_ROUTES.annotations, { from: answer.query.from, to: answer.query.to, limit: MAX_ANNOTATIONS })
      : null,
  );
  const annotations = marks.reply?.annotations ?? [];
  const rows = answer?.data ?? [];
  const isRunning = answer !== undefined && isStillRunning(answer);
  const before = answer?.comparison?.data;
  const shown = pointed === null ? undefined : rows[pointed];
  const shownBefore = pointed === null ? undefined : before?.[pointed];
  const sayWhen = (at: string) => formatAt(at, interval, timezone);
  const say = (at: string) => (isRunning && at === rows.at(-1)?.at ? texts.soFar(sayWhen(at)) : sayWhen(at));
  const title = texts.curve(texts.metrics[metric]);
  if (error !== undefined) {
    return (
      <section class="card curve">
        <Failure error={error} question={question} retry={retry} />
      </section>
    );
  }
  return (
    <section class="card curve" aria-busy={isLoading}>
      <header class="row spread">
        <h2>{title}</h2>
        <p class="readout" aria-hidden="true">
          {shown ? (
            <>
              {say(shown.at)} <strong>{formatMetric(metric, shown.value)}</strong>
              {shownBefore && (
                <span class="quiet">
                  {' '}
                  · {sayWhen(shownBefore.at)} {formatMetric(metric, shownBefore.value)}
                </span>
              )}
            </>
          ) : (
            <span class="quiet">{texts.curveHint}</span>
          )}
        </p>
        <div class="row tools">
          <Choice
            label={texts.interval}
            value={interval}
            options={INTERVALS_SHOWN.map((one) => [one, texts.intervals[one]])}
            onChoose={(chosen) => change({ interval: chosen })}
          />
          {canSave() && <Annotate timezone={timezone} onChange={marks.again} />}
          <CsvButton path={toQuestionPath('timeseries', question, { metric, interval, compare })} name={title} />
        </div>
      </header>
      <div class="marked">
        <Markers annotations={annotations} rows={rows} places={places} say={sayWhen} timezone={timezone} />
        <Plot
          rows={rows}
          before={before}
          isRunning={isRunning}
          metric={metric}
          interval={interval}
          timezone={timezone}
          label={title}
          onPoint={setPointed}
          onPlaces={setPlaces}
        />
      </div>
      {marks.error !== undefined && <ErrorNote error={marks.error} />}
      {marks.reply && (
        <AnnotationList
          annotations={annotations}
          hasMore={marks.reply.next_cursor !== null}
          timezone={timezone}
          onChange={marks.again}
        />
      )}
      <details class="fold as-table">
        <summary>{texts.asTable}</summary>
        <div class="scroll tall" tabIndex={0} role="region" aria-label={title}>
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">{texts.when}</th>
                <th scope="col" class="num">
                  {texts.metrics[metric]}
                </th>
                {before && (
                  <th scope="col" class="num">
                    {texts.before}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ at, value }, n) => (
                <tr key={at}>
                  <th scope="row">{say(at)}</th>
                  <td class="num">{formatMetric(metric, value)}</td>
                  {before && <td class="num">{before[n] ? formatMetric(metric, before[n].value) : ''}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="quiet small">{texts.partial}</p>
      </details>
    </section>
  );
}

interface PlotProps {
  rows: TimeseriesData;
  before: TimeseriesData | undefined;
  isRunning: boolean;
  metric: Metric;
  interval: string;
  timezone: string;
  label: string;
  onPoint(index: number | null): void;
  /** Where each point is, from the left. */
  onPlaces(places: readonly number[]): void;
}

function Plot({ rows, before, isRunning, metric, interval, timezone, label, onPoint, onPlaces }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const look = theme.value;
  useEffect(() => {
    const node = place.current;
    if (!node || rows.length === 0) return;
    let stop: (() => void) | undefined;
    let isGone = false;
    void import('./drawCurve.ts').then(({ drawCurve }) => {
      if (isGone) return;
      stop = drawCurve(node, {
        rows,
        before,
        isRunning,
        metric,
        interval,
        timezone,
        onPoint,
        onPlaces,
        onSelect(first, last) {
          const end = rows[last + 1];
          change({
            period: null,
            from: toDay(Date.parse(rows[first]?.at ?? ''), timezone),
            // To the last moment before the next interval.
            to: end ? toDay(Date.parse(end.at) - 1, timezone) : readLastDay(),
            interval: null,
          });
        },
      });
    });
    return () => {
      isGone = true;
      stop?.();
    };
  }, [rows, before, isRunning, metric, interval, timezone, look]);
  return <div class={`plot ${rows.length === 0 ? 'skeleton' : ''}`} ref={place} role="img" aria-label={label} />;
}

const readLastDay = (): string => readQuestion(query.value).to;
