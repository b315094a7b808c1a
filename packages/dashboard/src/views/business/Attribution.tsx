import { ATTRIBUTION_MODELS, type AttributionData, SESSION_DIMENSIONS } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { query } from '../../frame/router.ts';
import { ValueLink } from './Cards.tsx';
import { Compared } from './Change.tsx';
import { Choice } from './Controls.tsx';
import { ConversionField, ORDERS, sayConversion } from './ConversionField.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Explain } from './Explain.tsx';
import { Failure } from './Failure.tsx';
import { formatMoney, formatPercent, formatWhole } from './numbers.ts';
import { Pager } from './Pager.tsx';
import { PopulationNote } from './PopulationNote.tsx';
import { change, type Question, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

const ROWS = '50';
const LOOKBACKS = ['1d', '7d', '30d', '90d', '365d'];
const DEFAULT_LOOKBACK = '30d';

/** Which sources brought the orders, or another conversion. */
export function Attribution({ question }: { question: Question }) {
  const conversion = query.value.get('conversion') ?? ORDERS;
  const model = ATTRIBUTION_MODELS.find((known) => known === query.value.get('model')) ?? 'last';
  const by = SESSION_DIMENSIONS.find((known) => known === query.value.get('by')) ?? 'source';
  const lookback = query.value.get('lookback') ?? DEFAULT_LOOKBACK;
  const [cursors, setCursors] = useState(['']);
  const own = { conversion, model, by, lookback, compare: question.compare };
  const asked = toQuestionPath('attribution', question, own);
  useEffect(() => setCursors(['']), [asked]);
  const path = toQuestionPath('attribution', question, { ...own, limit: ROWS, cursor: cursors.at(-1) ?? '' });
  const { answer, error, isLoading, retry } = useAnswer<AttributionData>(path);
  return (
    <>
      <PopulationNote question={question} population={answer?.population} />
      <section class="card stack" aria-busy={isLoading}>
        <header class="row spread">
          <div class="grow">
            <h2>{texts.attribution.title(sayConversion(conversion))}</h2>
            <p class="quiet">{texts.attribution.hints[model]}</p>
          </div>
          <CsvButton
            path={toQuestionPath('attribution', question, { ...own, limit: '1000' })}
            name={texts.part.attribution}
          />
        </header>
        <div class="fields">
          <ConversionField key={conversion} conversion={conversion} question={question} />
          <Choice
            label={texts.attribution.model}
            value={model}
            options={ATTRIBUTION_MODELS.map((one) => [one, texts.attribution.models[one]])}
            onChoose={(chosen) => change({ model: chosen })}
          />
          {model !== 'session' && (
            <Choice
              label={texts.attribution.lookback}
              value={lookback}
              options={[...new Set([...LOOKBACKS, lookback])].map((one) => [
                one,
                texts.attribution.lookbacks[one] ?? one,
              ])}
              onChoose={(chosen) => change({ lookback: chosen === DEFAULT_LOOKBACK ? null : chosen })}
            />
          )}
          <Choice
            label={texts.attribution.by}
            value={by}
            options={SESSION_DIMENSIONS.map((one) => [one, texts.dimensionOf(one)])}
            onChoose={(chosen) => change({ by: chosen === 'source' ? null : chosen })}
          />
        </div>
        {error !== undefined && <Failure error={error} question={question} retry={retry} />}
        {!answer && error === undefined && <span class="skeleton block" />}
        {answer && error === undefined && (
          <>
            <Sums data={answer.data} before={answer.comparison?.data} />
            {answer.data.rows.length > 0 && (
              <Rows
                data={answer.data}
                // The second page of the comparison need not have the same values.
                before={cursors.length === 1 ? answer.comparison?.data : undefined}
                by={by}
                question={question}
              />
            )}
            {(cursors.length > 1 || answer.next_cursor) && (
              <Pager cursors={cursors} next={answer.next_cursor} isLoading={isLoading} onChange={setCursors} />
            )}
          </>
        )}
        <Explain terms={texts.attribution.terms} population={answer?.population} />
      </section>
    </>
  );
}

function Sums({ data, before }: { data: AttributionData; before: AttributionData | undefined }) {
  const { conversions, revenue, without_visitor, without_session } = data;
  if (conversions === 0) return <p class="quiet">{texts.attribution.none}</p>;
  const money = revenue.map(formatMoney).join(' · ');
  return (
    <p data-sums>
      {texts.attribution.sum(conversions)}
      {money && ` ${money}.`}
      <Compared now={conversions} before={before?.conversions} name="conversions" />{' '}
      {(without_visitor > 0 || without_session > 0) && (
        <span class="quiet">{texts.attribution.without(without_visitor, without_session)}</span>
      )}
    </p>
  );
}

interface RowsProps {
  data: AttributionData;
  before: AttributionData | undefined;
  by: string;
  question: Question;
}

function Rows({ data, before, by, question }: RowsProps) {
  const top = Math.max(1, ...data.rows.map(({ conversions }) => conversions));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={texts.part.attribution}>
      <table class="grid" data-attribution={by}>
        <thead>
          <tr>
            <th scope="col">{texts.dimensionOf(by)}</th>
            {[
              texts.attribution.conversions,
              texts.attribution.share,
              texts.metrics.visitors,
              texts.metrics.revenue,
            ].map((name) => (
              <th key={name} scope="col" class="num">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map(({ value, conversions, visitors, revenue }) => (
            <tr key={value}>
              <th scope="row" class="bar" style={{ '--share': `${(conversions / top) * 100}%` }}>
                <ValueLink dimension={by} value={value} question={question} />
              </th>
              <td class="num">
                {formatWhole(conversions)}
                <Compared
                  now={conversions}
                  before={before?.rows.find((row) => row.value === value)?.conversions}
                  name="source"
                />
              </td>
              <td class="num">{formatPercent(data.conversions > 0 ? conversions / data.conversions : null)}</td>
              <td class="num">{formatWhole(visitors)}</td>
              <td class="num">{revenue.map(formatMoney).join(' · ') || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
