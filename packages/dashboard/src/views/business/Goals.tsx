import type { Goal, GoalsData } from '@onevault/contract';
import type { ComponentChildren } from 'preact';
import { Confirm } from '../../parts/Confirm.tsx';
import { Compared } from './Change.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Explain } from './Explain.tsx';
import { Failure } from './Failure.tsx';
import { addFilter, toFilter } from './filter.ts';
import { GoalFields, toGoalBody } from './GoalFields.tsx';
import { formatMoney, formatPercent, formatWhole } from './numbers.ts';
import { PopulationNote } from './PopulationNote.tsx';
import { type Question, toHref, toQuestionPath } from './question.ts';
import { ChangeSaved, RemoveSaved } from './SavedActions.tsx';
import { canSave, goals, useSaved } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

/** Conversions of each goal; goals are made, changed and deleted here, too. */
export function Goals({ question }: { question: Question }) {
  const { compare } = question;
  const path = toQuestionPath('goals', question, { compare });
  const { answer, error, isLoading, retry } = useAnswer<GoalsData>(path);
  const { items } = useSaved(goals);
  if (error !== undefined) return <Failure error={error} question={question} retry={retry} />;
  const make = canSave() && <MakeGoal question={question} onDone={retry} />;
  if (answer?.data.length === 0) {
    return (
      <div class="empty">
        <h2>{texts.goals.none}</h2>
        <p>{texts.goals.noneHint}</p>
        {make}
      </div>
    );
  }
  return (
    <>
      <PopulationNote question={question} population={answer?.population} />
      <section class="card stack" aria-busy={isLoading}>
        <header class="row spread">
          <h2>{texts.goals.title}</h2>
          <div class="row tools">
            {make}
            <CsvButton path={path} name={texts.goals.title} />
          </div>
        </header>
        {answer ? (
          <div class="scroll" tabIndex={0} role="region" aria-label={texts.goals.title}>
            <table class="grid goals">
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
                  {canSave() && (
                    <th scope="col">
                      <span class="hidden">{texts.saved.actions}</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {answer.data.map((row) => (
                  <GoalRow
                    key={row.goal}
                    row={row}
                    before={answer.comparison?.data.find(({ goal }) => goal === row.goal)}
                    question={question}
                    goal={items?.find(({ name }) => name === row.goal)}
                    onChange={retry}
                  />
                ))}
              </tbody>
            </table>
          </div>
        ) : (
          <span class="skeleton block" />
        )}
        <Explain terms={texts.goals.terms} population={answer?.population} />
      </section>
    </>
  );
}

interface GoalRowProps {
  row: GoalsData[number];
  before: GoalsData[number] | undefined;
  question: Question;
  /** Undefined until it is known. */
  goal: Goal | undefined;
  onChange(): void;
}

function GoalRow({ row, before, question, goal, onChange }: GoalRowProps) {
  const { goal: name, visitors, conversions, conversion_rate, revenue } = row;
  return (
    <tr>
      <th scope="row" class="bar" style={{ '--share': `${(conversion_rate ?? 0) * 100}%` }}>
        <a
          class="value"
          dir="auto"
          href={toHref({ filter: addFilter(question.filters, toFilter('goal', 'is', name)) }, '')}
          title={goal?.filters.map(sayFilter).join(texts.andAlso)}
        >
          {name}
        </a>
      </th>
      <td class="num">
        {formatWhole(conversions)}
        <Compared now={conversions} before={before?.conversions} name="conversions" />
      </td>
      <td class="num">{formatWhole(visitors)}</td>
      <td class="num">{formatPercent(conversion_rate)}</td>
      <td class="num">{revenue.map((one) => formatMoney({ ...one, orders: 0 })).join(' · ') || '–'}</td>
      {canSave() && (
        <td class="actions">{goal && <GoalActions goal={goal} question={question} onChange={onChange} />}</td>
      )}
    </tr>
  );
}

function GoalActions({ goal, question, onChange }: { goal: Goal; question: Question; onChange(): void }) {
  const { goal_id, name } = goal;
  const save = async (form: FormData) => {
    await goals.change(goal_id, toGoalBody(form));
    onChange();
  };
  const remove = async () => {
    await goals.remove(goal_id);
    onChange();
  };
  return (
    <div class="row">
      <ChangeSaved name={name} look="plain compact" title={texts.goals.changeTitle} onConfirm={save}>
        <GoalFields goal={goal} question={question} />
      </ChangeSaved>
      <RemoveSaved name={name} look="plain compact" onConfirm={remove}>
        <p>{texts.goals.removeHint}</p>
      </RemoveSaved>
    </div>
  );
}

function MakeGoal({ question, onDone }: { question: Question; onDone(): void }): ComponentChildren {
  const save = async (form: FormData) => {
    await goals.add(toGoalBody(form));
    onDone();
  };
  return (
    <Confirm
      label={texts.goals.make}
      look="primary"
      title={texts.goals.makeTitle}
      action={texts.goals.makeAction}
      onConfirm={save}
    >
      <GoalFields question={question} />
    </Confirm>
  );
}
