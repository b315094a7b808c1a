import type { InternalRule } from '@onevault/contract';
import { useRef, useState } from 'preact/hooks';
import { Confirm } from '../../parts/Confirm.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts as shared } from '../../texts.ts';
import { Choice } from './Controls.tsx';
import { NameField, readName } from './NameField.tsx';
import { RemoveSaved } from './SavedActions.tsx';
import { internalRules } from './savedLists.ts';
import { texts } from './texts.ts';
import { askAllAgain } from './useAnswer.ts';

const OF = ['visitor', 'session', 'property'] as const;
type Of = (typeof OF)[number];

/** The rules for internal traffic in a dialog: what they are, a new one, and deleting. A change counts everything anew. */
export function InternalRules() {
  const dialog = useRef<HTMLDialogElement>(null);
  const rules = internalRules.items.value;
  const error = internalRules.error.value;
  const open = () => {
    void internalRules.read();
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" class="button plain compact" onClick={open}>
        {texts.internal.all}
      </button>
      <dialog class="wide" ref={dialog} aria-labelledby="internal-title">
        <div class="stack">
          <header class="row spread">
            <h2 id="internal-title">{texts.internal.title}</h2>
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              {shared.close}
            </button>
          </header>
          <p class="quiet">{texts.internal.hint}</p>
          {error !== undefined && <ErrorNote error={error} />}
          {rules?.length === 0 && error === undefined && <p>{texts.internal.none}</p>}
          <ul class="rows">
            {rules?.map((rule) => (
              <Rule key={rule.rule_id} rule={rule} />
            ))}
          </ul>
          <div>
            <NewRule />
          </div>
        </div>
      </dialog>
    </>
  );
}

function Rule({ rule }: { rule: InternalRule }) {
  const { rule_id, name, of, hash, property, value } = rule;
  const remove = async () => {
    await internalRules.remove(rule_id);
    askAllAgain();
  };
  return (
    <li>
      <div class="what">
        <strong dir="auto">{name}</strong>
        <span class="quiet">
          {of === 'property' ? texts.internal.property(property ?? '', value ?? '') : texts.internal.of[of]}
          {hash !== null && (
            <>
              {' '}
              <code title={hash}>{hash.slice(0, 12)}…</code>
            </>
          )}
        </span>
      </div>
      <RemoveSaved name={name} look="danger" onConfirm={remove}>
        <p>{texts.internal.removeHint}</p>
      </RemoveSaved>
    </li>
  );
}

function NewRule() {
  const add = async (form: FormData) => {
    const given = [...form].map(([field, value]) => [field, String(value).trim()] as const);
    await internalRules.add({ ...Object.fromEntries(given), name: readName(form) });
    askAllAgain();
  };
  return (
    <Confirm
      label={texts.internal.make}
      look="primary"
      title={texts.internal.makeTitle}
      action={texts.internal.makeAction}
      onConfirm={add}
    >
      <NameField />
      <RuleFields />
    </Confirm>
  );
}

function RuleFields() {
  const [of, setOf] = useState<Of>('visitor');
  return (
    <>
      <Choice
        label={texts.internal.kind}
        value={of}
        options={OF.map((one) => [one, texts.internal.of[one]])}
        onChoose={(chosen) => setOf(chosen as Of)}
      />
      {of === 'property' ? (
        <>
          <Field name="property" label={texts.propertyName} maxLength={190} />
          <Field name="value" label={texts.value} />
          <p class="quiet small">{texts.internal.propertyHint}</p>
        </>
      ) : (
        <>
          <Field key={of} name={of} label={texts.internal.id} placeholder={texts.internal.examples[of]} />
          <p class="quiet small">{texts.internal.idHint}</p>
        </>
      )}
    </>
  );
}

interface FieldProps {
  name: string;
  label: string;
  placeholder?: string;
  maxLength?: number;
}

function Field({ name, label, placeholder = '', maxLength = 1000 }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        name={name}
        required
        maxLength={maxLength}
        placeholder={placeholder}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
  );
}
