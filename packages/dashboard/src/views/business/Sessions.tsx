import type { SessionsData } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { Compared } from './Change.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Explain } from './Explain.tsx';
import { Failure } from './Failure.tsx';
import { formatAt, formatSeconds, formatValue, formatWhole } from './numbers.ts';
import { Pager } from './Pager.tsx';
import { PopulationNote } from './PopulationNote.tsx';
import { type Question, toParameters, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

const ROWS = '50';

/** The latest sessions; each opens event by event in the view "Find". */
export function Sessions({ question }: { question: Question }) {
  const [cursors, setCursors] = useState(['']);
  const asked = toParameters(question).toString();
  useEffect(() => setCursors(['']), [asked]);
  const cursor = cursors.at(-1) ?? '';
  // Only their number is compared, and only once: a page of other sessions says nothing about these.
  const compare = cursor === '' ? question.compare : '';
  const path = toQuestionPath('sessions', question, { limit: ROWS, cursor, compare });
  const { answer, error, isLoading, retry } = useAnswer<SessionsData>(path);
  if (error !== undefined) return <Failure error={error} question={question} retry={retry} />;
  return (
    <>
      <PopulationNote question={question} population={answer?.population} />
      <section class="card stack" aria-busy={isLoading}>
        <header class="row spread">
          <div class="grow">
            <h2>{texts.sessions.title}</h2>
            <p class="quiet">
              {texts.sessions.hint}
              {answer?.comparison && (
                <span data-sessions>
                  {' '}
                  {texts.sessions.counted(answer.population.counted.sessions)}
                  <Compared
                    now={answer.population.counted.sessions}
                    before={answer.comparison.population.counted.sessions}
                    name="sessions"
                  />
                </span>
              )}
            </p>
          </div>
          <div class="row">
            <span class="quiet small">{texts.csvLimit}</span>
            <CsvButton path={toQuestionPath('sessions', question, { limit: '1000' })} name={texts.sessions.title} />
          </div>
        </header>
        {!answer && <span class="skeleton block" />}
        {answer?.data.length === 0 && <p class="quiet">{texts.empty.title}</p>}
        {answer && answer.data.length > 0 && (
          <div class="scroll" tabIndex={0} role="region" aria-label={texts.sessions.title}>
            <table class="grid visits">
              <thead>
                <tr>
                  <th scope="col">{texts.sessions.started}</th>
                  <th scope="col">{texts.sessions.way}</th>
                  <th scope="col">{texts.dimensions.source}</th>
                  <th scope="col">{texts.dimensions.country}</th>
                  <th scope="col">{texts.dimensions.device}</th>
                  <th scope="col" class="num">
                    {texts.metrics.events}
                  </th>
                  <th scope="col" class="num">
                    {texts.metrics.duration_mean_s}
                  </th>
                </tr>
              </thead>
              <tbody>
                {answer.data.map((row) => (
                  <tr key={row.session_id}>
                    <th scope="row">
                      <a href={`/find/session/${encodeURIComponent(row.session_id)}`}>
                        {formatAt(row.started_at, 'hour', question.timezone)}
                      </a>
                    </th>
                    <td>
                      <span class="value" dir="auto" title={toWay(row)}>
                        {toWay(row)}
                      </span>
                    </td>
                    <td>
                      <span class="value">{formatValue('source', row.source)}</span>
                    </td>
                    <td>{formatValue('country', row.country)}</td>
                    <td>{formatValue('device', row.device)}</td>
                    <td class="num">{formatWhole(row.events)}</td>
                    <td class="num">{formatSeconds(row.duration_s)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Pager cursors={cursors} next={answer?.next_cursor} isLoading={isLoading} onChange={setCursors} />
        <Explain terms={texts.sessions.terms} population={answer?.population} />
      </section>
    </>
  );
}

/** `/ → /thanks`; a session of one page is that page. */
function toWay({ entry_page, exit_page }: SessionsData[number]): string {
  return exit_page === entry_page ? (entry_page ?? '–') : `${entry_page ?? '–'} → ${exit_page ?? '–'}`;
}
