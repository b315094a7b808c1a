import { FILTER_OPERATORS, type FilterOperator, FUNNEL_ORDERS, type FunnelData } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { query } from '../../frame/router.ts';
import { Choice } from './Controls.tsx';
import { CopyFunnelTest } from './CopyFunnelTest.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Failure } from './Failure.tsx';
import { sayFilter, ValueField } from './FilterBar.tsx';
import { readFilter, toFilter } from './filter.ts';
import { formatPercent, formatWhole } from './numbers.ts';
import { PopulationNote } from './PopulationNote.tsx';
import { change, type Question, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

const MIN_STEPS = 2;
const MAX_STEPS = 10;
/** What one event can be asked; the server takes others too, which are kept as they are. */
const STEP_DIMENSIONS = ['page', 'event', 'item'];

interface Step {
  key: number;
  dimension: string;
  operator: FilterOperator;
  value: string;
}

/** Steps, in the address, and how many did them. */
export function Funnel({ question }: { question: Question }) {
  const steps = query.value.getAll('step').slice(0, MAX_STEPS);
  const order = FUNNEL_ORDERS.find((known) => known === query.value.get('order')) ?? 'in_order';
  const within = query.value.get('within') ?? 'session';
  const isAsked = steps.length >= MIN_STEPS;
  const path = toQuestionPath('funnel', question, { step: steps, order, within });
  const { answer, error, isLoading, retry } = useAnswer<FunnelData>(isAsked ? path : null);
  return (
    <>
      {isAsked && <PopulationNote question={question} population={answer?.population} />}
      <Builder key={steps.join('\n')} question={question} steps={steps} order={order} within={within} />
      {!isAsked && (
        <div class="empty">
          <h2>{texts.funnel.emptyTitle}</h2>
          <p>{texts.funnel.emptyHint}</p>
        </div>
      )}
      {error !== undefined && <Failure error={error} question={question} retry={retry} />}
      {isAsked && error === undefined && (
        <section class="card stack" aria-busy={isLoading}>
          <header class="row spread">
            <p class="quiet">{texts.funnel.hint(within === 'session')}</p>
            <span class="row">
              <CopyFunnelTest steps={steps} />
              <CsvButton path={path} name={texts.funnel.title} />
            </span>
          </header>
          {answer ? <Steps rows={answer.data} /> : steps.map((step) => <span key={step} class="skeleton line" />)}
        </section>
      )}
    </>
  );
}

function Steps({ rows }: { rows: FunnelData }) {
  const first = rows[0]?.count ?? 0;
  if (first === 0) return <p class="quiet">{texts.funnel.nobody}</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={texts.funnel.title}>
      <table class="grid funnel">
        <thead>
          <tr>
            <th scope="col">{texts.funnel.steps}</th>
            <th scope="col" class="num">
              {texts.funnel.done}
            </th>
            <th scope="col" class="num">
              {texts.funnel.rate}
            </th>
            <th scope="col" class="num">
              {texts.funnel.fromBefore}
            </th>
            <th scope="col" class="num">
              {texts.funnel.dropped}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ step, count, rate, dropped }, n) => {
            const before = rows[n - 1]?.count;
            return (
              <tr key={n}>
                <th scope="row" class="bar" style={{ '--share': `${(count / first) * 100}%` }}>
                  <span class="value" dir="auto">
                    {n + 1}. {sayFilter(step)}
                  </span>
                </th>
                <td class="num">{formatWhole(count)}</td>
                <td class="num">{formatPercent(rate)}</td>
                <td class="num">{before ? formatPercent(count / before) : ''}</td>
                <td class="num">{n === 0 ? '' : formatWhole(dropped)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface BuilderProps {
  question: Question;
  steps: string[];
  order: string;
  within: string;
}

let keys = 0;

function toSteps(given: string[]): Step[] {
  const known = given.map((text): Step => {
    const { dimension = 'page', operator = 'is', values = [''] } = readFilter(text) ?? {};
    // Several values stay joined as they are in the address.
    const [value = ''] = values.length > 1 ? [text.slice(`${dimension}:${operator}:`.length)] : values;
    return { key: ++keys, dimension, operator, value };
  });
  while (known.length < MIN_STEPS) known.push({ key: ++keys, dimension: 'page', operator: 'is', value: '' });
  return known;
}

function Builder({ question, steps: given, order, within }: BuilderProps) {
  const [steps, setSteps] = useState(() => toSteps(given));
  const set = (key: number, changed: Partial<Step>) =>
    setSteps(steps.map((step) => (step.key === key ? { ...step, ...changed } : step)));
  const swap = (n: number) => {
    const next = [...steps];
    next.splice(n, 2, steps[n + 1] as Step, steps[n] as Step);
    setSteps(next);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    change({
      step: steps.map(({ dimension, operator, value }) => {
        const kept = given.find((text) => text === `${dimension}:${operator}:${value}`);
        return kept ?? toFilter(dimension, operator, value.trim());
      }),
    });
  };
  return (
    <form class="card stack builder" onSubmit={onSubmit}>
      <p class="quiet">{texts.funnel.intro}</p>
      <ol>
        {steps.map(({ key, dimension, operator, value }, n) => {
          const name = texts.funnel.step(n + 1);
          return (
            <li key={key}>
              <fieldset class="row">
                <legend class="hidden">{name}</legend>
                <span class="step-number" aria-hidden="true">
                  {n + 1}
                </span>
                <Choice
                  label={texts.dimension}
                  value={dimension}
                  options={[...new Set([...STEP_DIMENSIONS, dimension])].map((one) => [one, texts.dimensionOf(one)])}
                  onChoose={(chosen) => set(key, { dimension: chosen })}
                />
                <Choice
                  label={texts.operator}
                  value={operator}
                  options={FILTER_OPERATORS.map((one) => [one, texts.operators[one]])}
                  onChoose={(chosen) => set(key, { operator: chosen as FilterOperator })}
                />
                <ValueField
                  question={question}
                  dimension={dimension}
                  label={texts.value}
                  value={value}
                  isRequired
                  onValue={(typed) => set(key, { value: typed })}
                />
                <span class="row moves">
                  <button
                    type="button"
                    class="button plain"
                    aria-label={texts.funnel.up(name)}
                    disabled={n === 0}
                    onClick={() => swap(n - 1)}
                  >
                    ↑
                  </button>
                  <button
                    type="button"
                    class="button plain"
                    aria-label={texts.funnel.down(name)}
                    disabled={n === steps.length - 1}
                    onClick={() => swap(n)}
                  >
                    ↓
                  </button>
                  <button
                    type="button"
                    class="button plain"
                    aria-label={texts.remove(name)}
                    disabled={steps.length <= MIN_STEPS}
                    onClick={() => setSteps(steps.filter((step) => step.key !== key))}
                  >
                    ×
                  </button>
                </span>
              </fieldset>
            </li>
          );
        })}
      </ol>
      <div class="row builder-end">
        <button
          type="button"
          class="button"
          disabled={steps.length >= MAX_STEPS}
          onClick={() => setSteps([...steps, { key: ++keys, dimension: 'page', operator: 'is', value: '' }])}
        >
          + {texts.funnel.addStep}
        </button>
        <span class="grow" />
        <Choice
          label={texts.funnel.order}
          value={order}
          options={FUNNEL_ORDERS.map((one) => [one, texts.funnel.orders[one]])}
          onChoose={(chosen) => change({ order: chosen === 'in_order' ? null : chosen })}
        />
        <Choice
          label={texts.funnel.within}
          value={within}
          options={[...new Set([...Object.keys(texts.funnel.withins), within])].map((one) => [
            one,
            texts.funnel.withins[one] ?? one,
          ])}
          onChoose={(chosen) => change({ within: chosen === 'session' ? null : chosen })}
        />
        <button type="submit" class="button primary">
          {texts.funnel.ask}
        </button>
      </div>
    </form>
  );
}
