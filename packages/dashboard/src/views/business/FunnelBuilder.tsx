import { FUNNEL_ORDERS, type Funnel, type FunnelOrder, type FunnelStep } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useWork } from '../../parts/useWork.ts';
import { Choice } from './Controls.tsx';
import { FilterFields } from './FilterFields.tsx';
import { createDraft, type FilterDraft, fromDraft, toDraft } from './filter.ts';
import { change, type Question } from './question.ts';
import { funnels } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';

export const MIN_STEPS = 2;
export const MAX_STEPS = 10;
/** What one event can be asked; the server takes others too, which are kept as they are. */
const STEP_DIMENSIONS = ['page', 'event', 'item', 'prop'];

export interface FunnelDraft {
  /** A name is empty until the funnel is saved. */
  steps: FunnelStep[];
  order: FunnelOrder;
  within: string;
}

interface Step {
  key: number;
  name: string;
  draft: FilterDraft;
  /** More filters of a saved step: they stay, or are taken away. */
  others: string[];
}

interface BuilderProps {
  question: Question;
  draft: FunnelDraft;
  saved: Funnel | undefined;
  onSaved(): void;
}

/** The steps of a funnel as fields. Nothing is counted until the form is sent. */
export function Builder({ question, draft, saved, onSaved }: BuilderProps) {
  const [steps, setSteps] = useState(() => toSteps(draft.steps));
  const [order, setOrder] = useState(draft.order);
  const [within, setWithin] = useState(draft.within);
  const work = useWork<true>();
  // A question without a saved funnel has one filter a step, so a step of several has to be saved first.
  const mustSave = saved !== undefined && steps.some(({ others }) => others.length > 0);
  const set = (key: number, changed: Partial<Step>) =>
    setSteps(steps.map((step) => (step.key === key ? { ...step, ...changed } : step)));
  const swap = (n: number) => {
    const next = [...steps];
    next.splice(n, 2, steps[n + 1] as Step, steps[n] as Step);
    setSteps(next);
  };
  const save = async (id: string) => {
    const isDone = await work.start(async () => {
      await funnels.change(id, { steps: steps.map(toSavedStep), order, within });
      return true;
    });
    if (!isDone) return;
    change({ step: null, order: null, within: null });
    onSaved();
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (mustSave) return void save(saved.funnel_id);
    change({
      step: steps.map((step) => fromDraft(step.draft)),
      order: order === 'in_order' ? null : order,
      within: within === 'session' ? null : within,
    });
  };
  return (
    <form class="card stack builder" onSubmit={onSubmit}>
      <p class="quiet">{texts.funnel.intro}</p>
      <ol>
        {steps.map((step, n) => (
          <li key={step.key}>
            <fieldset>
              <legend class="hidden">{texts.funnel.step(n + 1)}</legend>
              <span class="step-number" aria-hidden="true">
                {n + 1}
              </span>
              <FilterFields
                question={question}
                draft={step.draft}
                dimensions={STEP_DIMENSIONS}
                onChange={(draft) => set(step.key, { draft })}
              />
              <Moves
                name={texts.funnel.step(n + 1)}
                isFirst={n === 0}
                isLast={n === steps.length - 1}
                canRemove={steps.length > MIN_STEPS}
                onMove={(by) => swap(by < 0 ? n - 1 : n)}
                onRemove={() => setSteps(steps.filter(({ key }) => key !== step.key))}
              />
            </fieldset>
            {step.others.map((filter) => (
              <span key={filter} class="chip">
                <span>{texts.andFilter(sayFilter(filter))}</span>
                <button
                  type="button"
                  aria-label={texts.remove(sayFilter(filter))}
                  onClick={() => set(step.key, { others: step.others.filter((one) => one !== filter) })}
                >
                  ×
                </button>
              </span>
            ))}
          </li>
        ))}
      </ol>
      {work.error !== undefined && <ErrorNote error={work.error} />}
      <div class="row builder-end">
        <button
          type="button"
          class="button"
          disabled={steps.length >= MAX_STEPS}
          onClick={() => setSteps([...steps, ...toSteps([{ name: '', filters: [] }]).slice(0, 1)])}
        >
          + {texts.funnel.addStep}
        </button>
        <span class="grow" />
        <Choice
          label={texts.funnel.order}
          value={order}
          options={FUNNEL_ORDERS.map((one) => [one, texts.funnel.orders[one]])}
          onChoose={(chosen) => setOrder(chosen as FunnelOrder)}
        />
        <Choice
          label={texts.funnel.within}
          value={within}
          options={[...new Set([...Object.keys(texts.funnel.withins), within])].map((one) => [
            one,
            texts.funnel.withins[one] ?? one,
          ])}
          onChoose={setWithin}
        />
        <button type="submit" class="button primary" disabled={work.isBusy}>
          {mustSave ? texts.funnel.saveAndAsk : texts.funnel.ask}
        </button>
      </div>
    </form>
  );
}

interface MovesProps {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  canRemove: boolean;
  onMove(by: -1 | 1): void;
  onRemove(): void;
}

function Moves({ name, isFirst, isLast, canRemove, onMove, onRemove }: MovesProps) {
  const buttons = [
    { sign: '↑', label: texts.funnel.up(name), isOff: isFirst, onClick: () => onMove(-1) },
    { sign: '↓', label: texts.funnel.down(name), isOff: isLast, onClick: () => onMove(1) },
    { sign: '×', label: texts.remove(name), isOff: !canRemove, onClick: onRemove },
  ];
  return (
    <span class="row moves">
      {buttons.map(({ sign, label, isOff, onClick }) => (
        <button key={sign} type="button" class="button plain" aria-label={label} disabled={isOff} onClick={onClick}>
          {sign}
        </button>
      ))}
    </span>
  );
}

let keys = 0;

function toSteps(given: readonly FunnelStep[]): Step[] {
  const known = given.map(({ name, filters: [first, ...others] }): Step => {
    return { key: ++keys, name, draft: first === undefined ? createDraft() : toDraft(first), others };
  });
  while (known.length < MIN_STEPS) known.push({ key: ++keys, name: '', draft: createDraft(), others: [] });
  return known;
}

function toSavedStep({ name, draft, others }: Step): FunnelStep {
  const filter = fromDraft(draft);
  return { name: name || toStepName(filter), filters: [filter, ...others] };
}

/** A name for a step that has none: what it is, not longer than a name may be. */
export const toStepName = (filter: string): string => sayFilter(filter).slice(0, 100);
