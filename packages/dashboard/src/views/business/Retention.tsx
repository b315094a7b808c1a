import { RETENTION_PERIODS, type RetentionData } from '@onevault/contract';
import { formatDay } from '../../days.ts';
import { query } from '../../frame/router.ts';
import { Choice } from './Controls.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Explain } from './Explain.tsx';
import { Failure } from './Failure.tsx';
import { formatPercent, formatWhole } from './numbers.ts';
import { PopulationNote } from './PopulationNote.tsx';
import { change, type Question, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

/** Who came again: a row for each period of first visits, a column for each period after it. */
export function Retention({ question }: { question: Question }) {
  const period = RETENTION_PERIODS.find((known) => known === query.value.get('cohorts')) ?? 'week';
  const path = toQuestionPath('retention', question, { period });
  const { answer, error, isLoading, retry } = useAnswer<RetentionData>(path);
  const rows = answer?.data ?? [];
  const columns = Math.max(0, ...rows.map(({ returned }) => returned.length));
  return (
    <>
      <PopulationNote question={question} population={answer?.population} />
      <section class="card stack" aria-busy={isLoading}>
        <header class="row spread">
          <h2>{texts.retention.title}</h2>
          <div class="row tools">
            <Choice
              label={texts.retention.period}
              value={period}
              options={RETENTION_PERIODS.map((one) => [one, texts.retention.periods[one]])}
              onChoose={(chosen) => change({ cohorts: chosen })}
            />
            <CsvButton path={path} name={texts.retention.title} />
          </div>
        </header>
        {error !== undefined && <Failure error={error} question={question} retry={retry} />}
        {!answer && error === undefined && <span class="skeleton block" />}
        {answer && error === undefined && rows.length === 0 && <p class="quiet">{texts.empty.title}</p>}
        {error === undefined && rows.length > 0 && (
          <div class="scroll tall" tabIndex={0} role="region" aria-label={texts.retention.title}>
            <table class="grid cohorts">
              <thead>
                <tr>
                  <th scope="col">{texts.retention.cohort}</th>
                  <th scope="col" class="num">
                    {texts.retention.visitors}
                  </th>
                  {Array.from({ length: columns }, (_none, n) => (
                    <th key={n} scope="col" class="num">
                      {texts.retention.later(n)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ cohort, visitors, returned }) => (
                  <tr key={cohort}>
                    <th scope="row">{formatCohort(cohort, question.timezone)}</th>
                    <td class="num">{formatWhole(visitors)}</td>
                    {returned.map((count, n) => {
                      const share = visitors > 0 ? count / visitors : 0;
                      return (
                        <td
                          key={n}
                          class="num heat"
                          style={{ '--heat': `${Math.round(share * 35)}%` }}
                          title={texts.retention.cell(formatWhole(count))}
                        >
                          {formatPercent(share)}
                          <span class="hidden">, {texts.retention.cell(formatWhole(count))}</span>
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Explain terms={texts.retention.terms} population={answer?.population} />
      </section>
    </>
  );
}

/** A cohort is the start of a period in the time zone of the question. */
function formatCohort(cohort: string, timezone: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(cohort)) return formatDay(cohort);
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: timezone }).format(new Date(cohort));
}
