import { AskError } from '../../api/ask.ts';
import { query } from '../../frame/router.ts';
import { Choice } from './Controls.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Failure } from './Failure.tsx';
import { formatMoney, formatValue, formatWhole } from './numbers.ts';
import { PopulationNote } from './PopulationNote.tsx';
import { change, type Question, toParameters } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

const MODELS = ['last', 'first', 'session'] as const;
const DIMENSIONS = ['source', 'channel', 'utm_campaign', 'referrer', 'country', 'entry_page'];

type Revenue = { currency: string | null; amount: number; orders?: number }[];

interface AttributionAnswer {
  conversions: number;
  rows: { value: string | null; conversions: number; visitors: number; revenue: Revenue }[];
}

/** Which sources brought the orders. A server without this question says so. */
export function Attribution({ question }: { question: Question }) {
  const model = MODELS.find((known) => known === query.value.get('model')) ?? 'last';
  const by = DIMENSIONS.find((known) => known === query.value.get('by')) ?? 'source';
  const path = `/api/v1/analytics/attribution?${toParameters(question, { conversion: 'orders', model, by })}`;
  const { answer, error, isLoading, retry } = useAnswer<AttributionAnswer>(path);
  if (error instanceof AskError && error.status === 404) {
    return (
      <div class="empty">
        <h2>{texts.attribution.missing}</h2>
        <p>{texts.attribution.missingHint}</p>
      </div>
    );
  }
  if (error !== undefined) return <Failure error={error} question={question} retry={retry} />;
  const top = Math.max(1, ...(answer?.data.rows ?? []).map(({ conversions }) => conversions));
  return (
    <>
      <PopulationNote question={question} population={answer?.population} />
      <section class="card stack" aria-busy={isLoading}>
        <header class="row spread">
          <p class="quiet grow">{texts.attribution.hints[model]}</p>
          <div class="row tools">
            <Choice
              label={texts.attribution.model}
              value={model}
              options={MODELS.map((one) => [one, texts.attribution.models[one]])}
              onChoose={(chosen) => change({ model: chosen })}
            />
            <Choice
              label={texts.attribution.by}
              value={by}
              options={DIMENSIONS.map((one) => [one, texts.dimensionOf(one)])}
              onChoose={(chosen) => change({ by: chosen })}
            />
            <CsvButton path={path} name={texts.part.attribution} />
          </div>
        </header>
        {!answer && <span class="skeleton block" />}
        {answer?.data.rows.length === 0 && <p class="quiet">{texts.noRevenue}</p>}
        {answer && answer.data.rows.length > 0 && (
          <div class="scroll" tabIndex={0} role="region" aria-label={texts.part.attribution}>
            <table class="grid" data-attribution={by}>
              <thead>
                <tr>
                  <th scope="col">{texts.dimensionOf(by)}</th>
                  {[texts.attribution.orders, texts.metrics.visitors, texts.metrics.revenue].map((name) => (
                    <th key={name} scope="col" class="num">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {answer.data.rows.map(({ value, conversions, visitors, revenue }) => (
                  <tr key={value}>
                    <th scope="row" class="bar" style={{ '--share': `${(conversions / top) * 100}%` }}>
                      <span class="value" dir="auto">
                        {formatValue(by, value)}
                      </span>
                    </th>
                    <td class="num">{formatWhole(conversions)}</td>
                    <td class="num">{formatWhole(visitors)}</td>
                    <td class="num">{revenue.map((one) => formatMoney({ orders: 0, ...one })).join(' · ') || '–'}</td>
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
