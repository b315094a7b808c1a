import type { Funnel, FunnelBody } from '@onevault/contract';
import { Confirm } from '../../parts/Confirm.tsx';
import { type FunnelDraft, toStepName } from './FunnelBuilder.tsx';
import { NameField, readName } from './NameField.tsx';
import { change, toHref } from './question.ts';
import { RemoveSaved } from './SavedActions.tsx';
import { funnels } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';

/** No steps in the address: those of the saved funnel hold. */
const NO_STEPS = { step: null, order: null, within: null };

/** The saved funnels, each a link that opens it. */
export function SavedFunnels({ items, current }: { items: Funnel[]; current: string }) {
  if (items.length === 0) return null;
  return (
    <nav class="row" aria-label={texts.funnel.saved}>
      {items.map(({ funnel_id, name }) => (
        <a
          key={funnel_id}
          class={`button ${name === current ? 'on' : ''}`}
          dir="auto"
          href={toHref({ ...NO_STEPS, funnel: name })}
          {...(name === current && { 'aria-current': 'true' as const })}
        >
          {name}
        </a>
      ))}
      {current !== '' && (
        <a class="button plain" href={toHref({ ...NO_STEPS, funnel: null })}>
          + {texts.funnel.another}
        </a>
      )}
    </nav>
  );
}

interface FunnelActionsProps {
  draft: FunnelDraft;
  saved: Funnel | undefined;
  /** Steps in the address differ from those that are saved. */
  isChanged: boolean;
  /** The names of the steps may have changed, and nothing in the address. */
  onSaved(): void;
}

/** Saves what is counted, and renames or deletes what is saved. */
export function FunnelActions({ draft, saved, isChanged, onSaved }: FunnelActionsProps) {
  const add = async (form: FormData) => {
    const body = toBody(form, draft);
    await funnels.add(body);
    change({ ...NO_STEPS, funnel: body.name ?? '' });
  };
  return (
    <>
      {saved && isChanged && (
        <Confirm
          label={texts.funnel.keep}
          look="primary"
          title={texts.funnel.keepTitle(saved.name)}
          action={texts.saved.changeAction}
          onConfirm={async (form) => {
            await funnels.change(saved.funnel_id, toBody(form, draft));
            change({ ...NO_STEPS, funnel: readName(form) });
          }}
        >
          <NameField name={saved.name} />
          <StepNames draft={draft} />
        </Confirm>
      )}
      {isChanged && (
        <Confirm
          label={saved ? texts.funnel.saveAs : texts.funnel.save}
          title={texts.funnel.saveTitle}
          action={texts.funnel.saveAction}
          onConfirm={add}
        >
          <NameField />
          <StepNames draft={draft} />
        </Confirm>
      )}
      {saved && !isChanged && (
        <>
          <Confirm
            label={texts.saved.rename}
            look="plain compact"
            name={texts.saved.renameName(saved.name)}
            title={texts.saved.renameTitle}
            action={texts.saved.changeAction}
            onConfirm={async (form) => {
              await funnels.change(saved.funnel_id, toBody(form, draft));
              change({ funnel: readName(form) }, { replace: true });
              onSaved();
            }}
          >
            <NameField name={saved.name} />
            <StepNames draft={draft} />
          </Confirm>
          <RemoveSaved
            name={saved.name}
            look="plain compact"
            onConfirm={async () => {
              await funnels.remove(saved.funnel_id);
              change({ ...NO_STEPS, funnel: null }, { replace: true });
            }}
          >
            <p>{texts.funnel.removeHint}</p>
          </RemoveSaved>
        </>
      )}
    </>
  );
}

function StepNames({ draft }: { draft: FunnelDraft }) {
  return (
    <fieldset class="stack step-names">
      <legend>{texts.funnel.names}</legend>
      {draft.steps.map(({ name, filters }, n) => (
        <label key={n} class="field">
          <span>{`${n + 1}. ${filters.map(sayFilter).join(texts.andAlso)}`}</span>
          <input
            class="input"
            name="step"
            maxLength={100}
            required
            autocomplete="off"
            defaultValue={name || toStepName(filters)}
          />
        </label>
      ))}
    </fieldset>
  );
}

function toBody(form: FormData, { steps, order, within }: FunnelDraft): FunnelBody {
  const names = form.getAll('step').map((name) => String(name).trim());
  return {
    name: readName(form),
    steps: steps.map(({ filters }, n) => ({ name: names[n] || toStepName(filters), filters })),
    order,
    within,
  };
}
