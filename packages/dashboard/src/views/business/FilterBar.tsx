import type { BreakdownData, FilterOperator } from '@onevault/contract';
import { useRef, useState } from 'preact/hooks';
import { addFilter, DIMENSIONS, readFilter, toFilter } from './filter.ts';
import { formatValue } from './numbers.ts';
import { change, type Question, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

/** The filters, each with a button that removes it, and a form for one more. */
export function FilterBar({ question }: { question: Question }) {
  const { filters } = question;
  const menu = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    if (menu.current) menu.current.open = false;
    menu.current?.querySelector('summary')?.focus();
  };
  return (
    <div class="filter-bar" role="group" aria-label={texts.filters}>
      {filters.map((filter) => (
        <span key={filter} class="chip">
          <span>{sayFilter(filter)}</span>
          <button
            type="button"
            aria-label={texts.remove(sayFilter(filter))}
            onClick={() => change({ filter: filters.filter((one) => one !== filter), more: null })}
          >
            ×
          </button>
        </span>
      ))}
      <details
        class="menu"
        ref={menu}
        onToggle={(event) => setOpen(event.currentTarget.open)}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      >
        <summary class="button plain">+ {texts.addFilter}</summary>
        {isOpen && (
          <FilterForm
            question={question}
            onAdd={(filter) => {
              change({ filter: addFilter(filters, filter), more: null });
              close();
            }}
          />
        )}
      </details>
      {filters.length > 1 && (
        <button type="button" class="button plain" onClick={() => change({ filter: null, more: null })}>
          {texts.clear}
        </button>
      )}
    </div>
  );
}

/** `Country is Germany or Austria` */
export function sayFilter(text: string): string {
  const filter = readFilter(text);
  if (!filter) return text;
  const { dimension, operator, values } = filter;
  return `${texts.dimensionOf(dimension)} ${texts.operators[operator]} ${values.map((value) => formatValue(dimension, value)).join(texts.or)}`;
}

function FilterForm({ question, onAdd }: { question: Question; onAdd(filter: string): void }) {
  const [dimension, setDimension] = useState('page');
  const [property, setProperty] = useState('');
  const [operator, setOperator] = useState<FilterOperator>('is');
  const [value, setValue] = useState('');
  const name = dimension === 'prop' ? `prop.${property.trim()}` : dimension;
  const canBeEmpty = operator === 'is' || operator === 'is_not';
  return (
    <form
      class="stack panel"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(toFilter(name, operator, value.trim()));
      }}
    >
      <label class="field">
        <span>{texts.dimension}</span>
        <select class="input" value={dimension} onChange={(event) => setDimension(event.currentTarget.value)}>
          {DIMENSIONS.map((one) => (
            <option key={one} value={one}>
              {texts.dimensionOf(one)}
            </option>
          ))}
          <option value="prop">{texts.property}</option>
        </select>
      </label>
      {dimension === 'prop' && (
        <label class="field">
          <span>{texts.propertyName}</span>
          <input
            class="input"
            value={property}
            required
            maxLength={190}
            onInput={(event) => setProperty(event.currentTarget.value)}
          />
        </label>
      )}
      <label class="field">
        <span>{texts.operator}</span>
        <select
          class="input"
          value={operator}
          onChange={(event) => setOperator(event.currentTarget.value as FilterOperator)}
        >
          {Object.entries(texts.operators).map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <ValueField
        question={question}
        dimension={dimension === 'prop' && property.trim() === '' ? null : name}
        label={texts.value}
        value={value}
        isRequired={!canBeEmpty}
        onValue={setValue}
      />
      <p class="quiet small">{texts.valueHint}</p>
      <button type="submit" class="button primary">
        {texts.add}
      </button>
    </form>
  );
}

interface ValueFieldProps {
  question: Question;
  /** Null: not named yet. */
  dimension: string | null;
  label: string;
  value: string;
  isRequired: boolean;
  onValue(value: string): void;
}

/** A value, with the most frequent ones of the range to choose from. */
export function ValueField({ question, dimension, label, value, isRequired, onValue }: ValueFieldProps) {
  const [isAsked, setAsked] = useState(false);
  const { answer } = useAnswer<BreakdownData>(
    isAsked && dimension !== null ? toQuestionPath('breakdown', question, { by: dimension, limit: '50' }) : null,
    0,
  );
  const [list] = useState(() => `values-${++lists}`);
  return (
    <label class="field grow">
      <span>{label}</span>
      <input
        class="input"
        list={list}
        value={value}
        required={isRequired}
        maxLength={1000}
        autocapitalize="none"
        spellcheck={false}
        onFocus={() => setAsked(true)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <datalist id={list}>
        {answer?.data.map(({ value: one }) =>
          one === null ? null : (
            <option key={one} value={one}>
              {formatValue(dimension ?? '', one)}
            </option>
          ),
        )}
      </datalist>
    </label>
  );
}

let lists = 0;
