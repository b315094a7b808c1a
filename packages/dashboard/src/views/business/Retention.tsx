import { RETENTION_PERIODS, type RetentionData } from '@onevault/contract';
import { formatDay } from '../../days.ts';
import { query } from '../../frame/router.ts';
import { Compared } from './Change.tsx';
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
  const path = toQuestionPath('retention', question, { period, compare: question.compare });
  const { answer, error, isLoading, retry } = useAnswer<RetentionData>(path);
  const rows = answer?.data ?? [];
  const columns = Math.max(0, ...rows.map(({ returned }) => returned.length));
  const earlier = answer?.comparison?.data;
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
                    {returned.map((count, n) => (
                      <Share key={n} count={count} visitors={visitors} />
                    ))}
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <All name={texts.retention.all} rows={rows} columns={columns} before={earlier} />
                {earlier && <All name={texts.before} rows={earlier} columns={columns} />}
              </tfoot>
            </table>
          </div>
        )}
        <Explain terms={texts.retention.terms} population={answer?.population} />
      </section>
    </>
  );
}

function Share({ count, visitors }: { count: number; visitors: number }) {
  const share = visitors > 0 ? count / visitors : 0;
  return (
    <td
      class="num heat"
      style={{ '--heat': `${Math.round(share * 35)}%` }}
      title={texts.retention.cell(formatWhole(count))}
    >
      {formatPercent(share)}
      <span class="hidden">, {texts.retention.cell(formatWhole(count))}</span>
    </td>
  );
}

interface AllProps {
  name: string;
  rows: RetentionData;
  columns: number;
  before?: RetentionData | undefined;
}

/** All cohorts together: how many of those who could be seen so many periods later were. */
function All({ name, rows, columns, before }: AllProps) {
  const visitors = countVisitors(rows);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="num">
        {formatWhole(visitors)}
        <Compared now={visitors} before={before && countVisitors(before)} name="visitors" />
      </td>
      {Array.from({ length: columns }, (_none, n) => {
        const old = rows.filter(({ returned }) => returned.length > n);
        const seen = countVisitors(old);
        if (seen === 0) return <td key={n} />;
        return <Share key={n} count={old.reduce((sum, { returned }) => sum + (returned[n] ?? 0), 0)} visitors={seen} />;
      })}
    </tr>
  );
}

const countVisitors = (rows: RetentionData): number => rows.reduce((sum, { visitors }) => sum + visitors, 0);

/** A cohort is the start of a period in the time zone of the question. */
function formatCohort(cohort: string, timezone: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(cohort)) return formatDay(cohort);
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: timezone }).format(new Date(cohort));
}
