import type { BreakdownData, FilterOperator } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { DIMENSIONS, dimensionOf, type FilterDraft } from './filter.ts';
import { formatValue } from './numbers.ts';
import { type Question, toQuestionPath } from './question.ts';
import { asksProperties } from './savedLists.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

interface FilterFieldsProps {
  question: Question;
  draft: FilterDraft;
  onChange(draft: FilterDraft): void;
  /** Default: all, and properties. */
  dimensions?: readonly string[];
}

/** What, how, and which value: the fields of one filter. */
export function FilterFields({ question, draft, onChange, dimensions }: FilterFieldsProps) {
  const { dimension, property, operator, value } = draft;
  const canBeEmpty = operator === 'is' || operator === 'is_not';
  // What a share key may not ask is not offered; where it stands already, the server's answer says why.
  const known = (dimensions ?? [...DIMENSIONS, 'prop']).filter((one) => one !== 'prop' || asksProperties());
  return (
    <>
      <label class="field">
        <span>{texts.dimension}</span>
        <select
          class="input"
          value={dimension}
          onChange={(event) => onChange({ ...draft, dimension: event.currentTarget.value })}
        >
          {[...new Set([...known, dimension])].map((one) => (
            <option key={one} value={one}>
              {one === 'prop' ? texts.property : texts.dimensionOf(one)}
            </option>
          ))}
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
            autocapitalize="none"
            spellcheck={false}
            onInput={(event) => onChange({ ...draft, property: event.currentTarget.value })}
          />
        </label>
      )}
      <label class="field">
        <span>{texts.operator}</span>
        <select
          class="input"
          value={operator}
          onChange={(event) => onChange({ ...draft, operator: event.currentTarget.value as FilterOperator })}
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
        dimension={dimensionOf(draft)}
        label={draft.isList ? texts.values : texts.value}
        value={value}
        isRequired={!canBeEmpty}
        onValue={(typed) => onChange({ ...draft, value: typed })}
      />
    </>
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
