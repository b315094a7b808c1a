import { FUNNEL_ORDERS, type Funnel, type FunnelOrder, type FunnelStep } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useWork } from '../../parts/useWork.ts';
import { Choice } from './Controls.tsx';
import { FilterFields } from './FilterFields.tsx';
import { createDraft, type FilterDraft, fromDraft, toDraft } from './filter.ts';
import { NameField, readName } from './NameField.tsx';
import { change, type Question } from './question.ts';
import { canSave, funnels } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';

export const MIN_STEPS = 2;
export const MAX_STEPS = 10;
const MAX_CONDITIONS = 5;
/** What one event can be asked; the server takes others too, which are offered where they stand already. */
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
  /** All of them hold for one event. */
  drafts: FilterDraft[];
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
  const mustSave = steps.some(({ drafts }) => drafts.length > 1);
  const set = (key: number, changed: Partial<Step>) =>
    setSteps(steps.map((step) => (step.key === key ? { ...step, ...changed } : step)));
  const swap = (n: number) => {
    const next = [...steps];
    next.splice(n, 2, steps[n + 1] as Step, steps[n] as Step);
    setSteps(next);
  };
  const save = async (form: FormData) => {
    const body = { steps: steps.map(toSavedStep), order, within };
    const name = saved?.name ?? readName(form);
    const isDone = await work.start(async () => {
      await (saved ? funnels.change(saved.funnel_id, body) : funnels.add({ name, ...body }));
      return true;
    });
    if (!isDone) return;
    change({ funnel: name, step: null, order: null, within: null });
    onSaved();
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (mustSave) return void save(new FormData(event.currentTarget as HTMLFormElement));
    change({
      step: steps.map(({ drafts: [only] }) => (only ? fromDraft(only) : '')),
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
            {step.drafts.map((draft, place) => (
              <fieldset key={draft.key}>
                <legend class="hidden">{texts.funnel.condition(n + 1, place + 1)}</legend>
                <span class="step-number" aria-hidden="true">
                  {place === 0 ? n + 1 : texts.funnel.and}
                </span>
                <FilterFields
                  question={question}
                  draft={draft}
                  dimensions={STEP_DIMENSIONS}
                  onChange={(changed) =>
                    set(step.key, { drafts: step.drafts.map((one) => (one === draft ? changed : one)) })
                  }
                />
                {place === 0 ? (
                  <Moves
                    name={texts.funnel.step(n + 1)}
                    isFirst={n === 0}
                    isLast={n === steps.length - 1}
                    canRemove={steps.length > MIN_STEPS}
                    onMove={(by) => swap(by < 0 ? n - 1 : n)}
                    onRemove={() => setSteps(steps.filter(({ key }) => key !== step.key))}
                  />
                ) : (
                  <button
                    type="button"
                    class="button plain"
                    aria-label={texts.remove(texts.funnel.condition(n + 1, place + 1))}
                    onClick={() => set(step.key, { drafts: step.drafts.filter((one) => one !== draft) })}
                  >
                    ×
                  </button>
                )}
              </fieldset>
            ))}
            {canSave() && step.drafts.length < MAX_CONDITIONS && (
              <button
                type="button"
                class="button plain compact more-conditions"
                aria-label={texts.funnel.addCondition(n + 1)}
                onClick={() => set(step.key, { drafts: [...step.drafts, createDraft('prop')] })}
              >
                + {texts.and}
              </button>
            )}
          </li>
        ))}
      </ol>
      {mustSave && <p class="quiet small">{texts.funnel.mustSave}</p>}
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
        {mustSave && !saved && <NameField />}
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
  const known = given.map(({ name, filters }): Step => {
    return { key: ++keys, name, drafts: filters.length > 0 ? filters.map(toDraft) : [createDraft()] };
  });
  while (known.length < MIN_STEPS) known.push({ key: ++keys, name: '', drafts: [createDraft()] });
  return known;
}

function toSavedStep({ name, drafts }: Step): FunnelStep {
  const filters = drafts.map(fromDraft);
  return { name: name || toStepName(filters), filters };
}

/** A name for a step that has none: what it is, not longer than a name may be. */
export const toStepName = (filters: readonly string[]): string =>
  filters.map(sayFilter).join(texts.andAlso).slice(0, 100);
