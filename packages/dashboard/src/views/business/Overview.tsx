import type { Metric, SummaryData, TimeseriesData } from '@onevault/contract';
import { query } from '../../frame/router.ts';
import { Cards } from './Cards.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Curve } from './Curve.tsx';
import { Empty } from './Empty.tsx';
import { Failure } from './Failure.tsx';
import { Headline, SERIES_METRICS, type SeriesMetric } from './Headline.tsx';
import { PopulationNote } from './PopulationNote.tsx';
import { type Question, toInterval, toQuestionPath } from './question.ts';
import { RowsDialog } from './RowsDialog.tsx';
import { texts } from './texts.ts';
import { type Asked, useAnswer } from './useAnswer.ts';

/** Headline numbers, the curve of one of them, and who it was by pages, sources, places and devices. */
export function Overview({ question }: { question: Question }) {
  const { compare } = question;
  const chosen: Metric = SERIES_METRICS.find((known) => known === query.value.get('metric')) ?? 'visitors';
  const interval = toInterval(question, query.value.get('interval'));
  const summary = useAnswer<SummaryData>(toQuestionPath('summary', question, { compare }), 1);
  const series = {} as Record<SeriesMetric, Asked<TimeseriesData>>;
  for (const metric of SERIES_METRICS) {
    const isChosen = metric === chosen;
    // A hook in a loop: the list of metrics never changes, so the order of the hooks is fixed.
    series[metric] = useAnswer<TimeseriesData>(
      toQuestionPath('timeseries', question, { metric, interval, compare }),
      isChosen ? 2 : 6,
    );
  }
  const { answer, error, isLoading, retry } = summary;
  if (error !== undefined) return <Failure error={error} question={question} retry={retry} />;
  if (answer && !isLoading && answer.data.events === 0) return <Empty question={question} answer={answer} />;
  return (
    <>
      <div class="with-tools">
        <PopulationNote question={question} population={answer?.population} />
        <CsvButton path={toQuestionPath('summary', question, { compare })} name={texts.part['']} />
      </div>
      <Headline summary={summary} series={series} chosen={chosen} question={question} />
      <Curve
        key={chosen}
        asked={series[chosen as SeriesMetric]}
        metric={chosen}
        interval={interval}
        question={question}
      />
      <Cards question={question} />
      <RowsDialog question={question} />
    </>
  );
}
