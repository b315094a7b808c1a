import { FUNNEL_ORDERS, type FunnelData, type Funnel as FunnelDefinition } from '@onevault/contract';
import { query } from '../../frame/router.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Compared } from './Change.tsx';
import { CopyFunnelTest } from './CopyFunnelTest.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Explain } from './Explain.tsx';
import { Failure } from './Failure.tsx';
import { Builder, type FunnelDraft, MAX_STEPS, MIN_STEPS } from './FunnelBuilder.tsx';
import { formatPercent, formatWhole } from './numbers.ts';
import { PopulationNote } from './PopulationNote.tsx';
import { type Question, toHref, toQuestionPath } from './question.ts';
import { FunnelActions, SavedFunnels } from './SavedFunnels.tsx';
import { canSave, funnels, useSaved } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

/** A saved funnel, or steps in the address: how many did them. */
export function Funnel({ question }: { question: Question }) {
  const { items, error: listError } = useSaved(funnels);
  const name = query.value.get('funnel') ?? '';
  const saved = items?.find((one) => one.name === name);
  const given = query.value.getAll('step').slice(0, MAX_STEPS);
  // With a name, too: a saved funnel that was changed here, and not saved yet.
  const hasSteps = given.length >= MIN_STEPS;
  const draft = hasSteps ? readDraft(given, saved) : toDraft(saved);
  const isAsked = hasSteps || name !== '';
  const path = toQuestionPath('funnel', question, {
    ...(hasSteps ? { step: given, order: draft.order, within: draft.within } : { funnel: name }),
    compare: question.compare,
  });
  const { answer, error, isLoading, retry } = useAnswer<FunnelData>(isAsked ? path : null);
  const isKnown = name === '' || hasSteps || items !== null;
  return (
    <>
      {isAsked && <PopulationNote question={question} population={answer?.population} />}
      {listError !== undefined && <ErrorNote error={listError} />}
      <SavedFunnels items={items ?? []} current={name} />
      {error !== undefined && <Failure error={error} question={question} retry={retry} />}
      {isAsked && error === undefined && (
        <section class="card stack" aria-busy={isLoading}>
          <header class="row spread">
            <div class="grow">
              <h2 dir="auto">{name || texts.funnel.title}</h2>
              <p class="quiet">{texts.funnel.hint(draft.within === 'session')}</p>
            </div>
            <div class="row">
              {canSave() && isKnown && (
                <FunnelActions draft={draft} saved={saved} isChanged={hasSteps} onSaved={retry} />
              )}
              <CopyFunnelTest steps={draft.steps.map(({ filters }) => filters)} />
              <CsvButton path={path} name={name || texts.funnel.title} />
            </div>
          </header>
          {answer ? (
            <Steps rows={answer.data} earlier={answer.comparison?.data} draft={draft} question={question} />
          ) : (
            Array.from({ length: Math.max(MIN_STEPS, given.length) }, (_none, n) => (
              <span key={n} class="skeleton line" />
            ))
          )}
          <Explain terms={texts.funnel.terms} population={answer?.population} />
        </section>
      )}
      {isKnown ? (
        <Builder key={JSON.stringify([name, draft])} question={question} draft={draft} saved={saved} onSaved={retry} />
      ) : (
        <span class="skeleton block" />
      )}
      {!isAsked && (
        <div class="empty">
          <h2>{texts.funnel.emptyTitle}</h2>
          <p>{texts.funnel.emptyHint}</p>
        </div>
      )}
    </>
  );
}

interface StepsProps {
  rows: FunnelData;
  /** The same for the range of the comparison. */
  earlier: FunnelData | undefined;
  draft: FunnelDraft;
  question: Question;
}

function Steps({ rows, earlier, draft, question }: StepsProps) {
  const first = rows[0]?.count ?? 0;
  if (first === 0) return <p class="quiet">{texts.funnel.nobody}</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={texts.funnel.title}>
      <table class="grid funnel">
        <thead>
          <tr>
            <th scope="col">{texts.funnel.steps}</th>
            {[texts.funnel.done, texts.funnel.rate, texts.funnel.fromBefore, texts.funnel.dropped].map((column) => (
              <th key={column} scope="col" class="num">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ step, count, rate, dropped }, n) => {
            const before = rows[n - 1]?.count;
            const filters = draft.steps[n]?.filters ?? [];
            return (
              <tr key={n}>
                <th scope="row" class="bar" style={{ '--share': `${(count / first) * 100}%` }}>
                  <a
                    class="value"
                    dir="auto"
                    href={toHref({ filter: [...new Set([...question.filters, ...filters])] }, '')}
                    title={filters.map(sayFilter).join(texts.andAlso)}
                  >
                    {n + 1}. {sayFilter(step)}
                  </a>
                </th>
                <td class="num">
                  {formatWhole(count)}
                  <Compared now={count} before={earlier?.[n]?.count} name="step" />
                </td>
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

function toDraft(saved: FunnelDefinition | undefined): FunnelDraft {
  if (!saved) return { ...readOptions(), steps: [] };
  const { steps, order, within } = saved;
  return { steps, order, within };
}

/** Steps of the address, with the names that they have in the saved funnel. */
function readDraft(given: readonly string[], saved: FunnelDefinition | undefined): FunnelDraft {
  const nameOf = (step: string) =>
    saved?.steps.find(({ filters }) => filters.length === 1 && filters[0] === step)?.name ?? '';
  return { ...readOptions(), steps: given.map((step) => ({ name: nameOf(step), filters: [step] })) };
}

function readOptions(): Pick<FunnelDraft, 'order' | 'within'> {
  return {
    order: FUNNEL_ORDERS.find((known) => known === query.value.get('order')) ?? 'in_order',
    within: query.value.get('within') ?? 'session',
  };
}
