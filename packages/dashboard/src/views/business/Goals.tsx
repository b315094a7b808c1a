import { AskError } from '../../api/ask.ts';
import { CsvButton } from './CsvButton.tsx';
import { Failure } from './Failure.tsx';
import { addFilter, toFilter } from './filter.ts';
import { formatMoney, formatPercent, formatWhole } from './numbers.ts';
import { PopulationNote } from './PopulationNote.tsx';
import { type Question, toHref, toParameters } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

interface GoalRow {
  goal: string;
  visitors: number;
  conversions: number;
  conversion_rate: number | null;
  revenue: { currency: string | null; amount: number }[];
}

/** Conversions of each goal. A server without goals has none to show. */
export function Goals({ question }: { question: Question }) {
  const path = `/api/v1/analytics/goals?${toParameters(question)}`;
  const { answer, error, isLoading, retry } = useAnswer<GoalRow[]>(path);
  const isMissing = error instanceof AskError && error.status === 404;
  if (error !== undefined && !isMissing) return <Failure error={error} question={question} retry={retry} />;
  if (isMissing || answer?.data.length === 0) {
    return (
      <div class="empty">
        <h2>{texts.goals.none}</h2>
        <p>{texts.goals.noneHint}</p>
      </div>
    );
  }
  return (
    <>
      <PopulationNote question={question} population={answer?.population} />
      <section class="card stack" aria-busy={isLoading}>
        <header class="row spread">
          <p class="quiet">{texts.goals.hint}</p>
          <CsvButton path={path} name={texts.goals.title} />
        </header>
        {!answer && <span class="skeleton block" />}
        {answer && (
          <div class="scroll" tabIndex={0} role="region" aria-label={texts.goals.title}>
            <table class="grid">
              <thead>
                <tr>
                  <th scope="col">{texts.dimensionOf('goal')}</th>
                  {[texts.goals.conversions, texts.metrics.visitors, texts.goals.rate, texts.metrics.revenue].map(
                    (name) => (
                      <th key={name} scope="col" class="num">
                        {name}
                      </th>
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                {answer.data.map(({ goal, visitors, conversions, conversion_rate, revenue }) => (
                  <tr key={goal}>
                    <th scope="row" class="bar" style={{ '--share': `${(conversion_rate ?? 0) * 100}%` }}>
                      <a
                        class="value"
                        dir="auto"
                        href={toHref({ filter: addFilter(question.filters, toFilter('goal', 'is', goal)) })}
                      >
                        {goal}
                      </a>
                    </th>
                    <td class="num">{formatWhole(conversions)}</td>
                    <td class="num">{formatWhole(visitors)}</td>
                    <td class="num">{formatPercent(conversion_rate)}</td>
                    <td class="num">{revenue.map((one) => formatMoney({ ...one, orders: 0 })).join(' · ') || '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </>
  );
}
