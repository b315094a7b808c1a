import type { AnalyticsReply, OverviewData, SeriesPoint, TimeseriesData } from '@onevault/contract';
import { useMemo } from 'preact/hooks';
import { query } from '../../frame/router.ts';
import { Cards, readSessionTabs, toRowLimit } from './Cards.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Curve } from './Curve.tsx';
import { Empty } from './Empty.tsx';
import { Failure } from './Failure.tsx';
import { Headline, SERIES_METRICS, type SeriesMetric } from './Headline.tsx';
import { PopulationNote } from './PopulationNote.tsx';
import { type Question, toInterval, toQuestionPath } from './question.ts';
import { RowsDialog } from './RowsDialog.tsx';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

/** Headline numbers, the curve of one of them, and who it was by pages, sources, places and devices. */
export function Overview({ question }: { question: Question }) {
  const { compare } = question;
  const chosen: SeriesMetric = SERIES_METRICS.find((known) => known === query.value.get('metric')) ?? 'visitors';
  const interval = toInterval(question, query.value.get('interval'));
  // Another tab of a card asks by itself: the overview would count everything again.
  const by = useMemo(readSessionTabs, [JSON.stringify(question)]);
  const asked = useAnswer<OverviewData>(
    toQuestionPath('overview', question, { interval, compare, by, limit: toRowLimit(question) }),
    1,
  );
  const { answer } = asked;
  const summary = useMemo(() => answer && toPart(answer, (data) => data.summary), [answer]);
  const curve = useMemo(
    () => answer && toPart(answer, ({ timeseries }) => toSeries(timeseries, chosen)),
    [answer, chosen],
  );
  const { error, isLoading, retry } = asked;
  if (error !== undefined) return <Failure error={error} question={question} retry={retry} />;
  if (summary && !isLoading && summary.data.events === 0) return <Empty question={question} answer={summary} />;
  return (
    <>
      <div class="with-tools">
        <PopulationNote question={question} population={answer?.population} />
        <CsvButton path={toQuestionPath('summary', question, { compare })} name={texts.part['']} />
      </div>
      <Headline
        summary={{ ...asked, answer: summary }}
        series={answer?.data.timeseries}
        chosen={chosen}
        question={question}
      />
      <Curve key={chosen} asked={{ ...asked, answer: curve }} metric={chosen} interval={interval} question={question} />
      <Cards question={question} overview={{ asked, by }} />
      <RowsDialog question={question} />
    </>
  );
}

/** The answer of one of the questions that an overview answers. */
function toPart<Data>(
  answer: AnalyticsReply<OverviewData>,
  toData: (data: OverviewData) => Data,
): AnalyticsReply<Data> {
  const { comparison, data, ...rest } = answer;
  return {
    ...rest,
    data: toData(data),
    ...(comparison && { comparison: { ...comparison, data: toData(comparison.data) } }),
  };
}

function toSeries(points: readonly SeriesPoint[], metric: SeriesMetric): TimeseriesData {
  return points.map((point) => ({ at: point.at, value: point[metric] }));
}
