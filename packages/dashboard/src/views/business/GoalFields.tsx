import type { Goal, GoalBody, GoalRevenue } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { FilterList } from './FilterList.tsx';
import { NameField, readName } from './NameField.tsx';
import type { Question } from './question.ts';
import { texts } from './texts.ts';

const MAX_FILTERS = 5;
const MAX_WORTH = 1_000_000_000;
const WORTHS = ['orders', 'value', 'property'] as const;
type Worth = (typeof WORTHS)[number];

/** The fields of a goal: its name, what counts as a conversion, and what one is worth. */
export function GoalFields({ goal, question }: { goal?: Goal; question: Question }) {
  const revenue = goal?.revenue ?? null;
  const [worth, setWorth] = useState(toWorth(revenue));
  return (
    <>
      <NameField name={goal?.name ?? ''} />
      <FilterList question={question} filters={goal?.filters ?? []} max={MAX_FILTERS} />
      <div class="fields">
        <label class="field">
          <span>{texts.goals.worth}</span>
          <select
            class="input"
            name="worth"
            value={worth}
            onChange={(event) => setWorth(event.currentTarget.value as Worth)}
          >
            {WORTHS.map((one) => (
              <option key={one} value={one}>
                {texts.goals.worths[one]}
              </option>
            ))}
          </select>
        </label>
        {worth === 'value' && (
          <label class="field">
            <span>{texts.goals.amount}</span>
            <input
              class="input"
              name="value"
              type="number"
              min="0"
              max={MAX_WORTH}
              step="any"
              required
              defaultValue={revenue && 'value' in revenue ? String(revenue.value) : ''}
            />
          </label>
        )}
        {worth === 'property' && (
          <label class="field">
            <span>{texts.propertyName}</span>
            <input
              class="input"
              name="property"
              maxLength={195}
              required
              autocapitalize="none"
              spellcheck={false}
              defaultValue={revenue && 'property' in revenue ? revenue.property : 'value'}
            />
          </label>
        )}
        {worth !== 'orders' && (
          <label class="field">
            <span>{texts.goals.currency}</span>
            <input
              class="input"
              name="currency"
              pattern="[A-Za-z]{3}"
              maxLength={3}
              required
              placeholder="EUR"
              autocomplete="off"
              defaultValue={revenue?.currency ?? ''}
            />
          </label>
        )}
      </div>
    </>
  );
}

/** What the form says, as the API takes it. */
export function toGoalBody(form: FormData): GoalBody {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const worth = text('worth');
  return {
    name: readName(form),
    filters: form.getAll('filter').map(String),
    revenue:
      worth === 'value'
        ? { currency: text('currency'), value: Number(text('value')) }
        : worth === 'property'
          ? { currency: text('currency'), property: text('property') }
          : null,
  };
}

function toWorth(revenue: GoalRevenue | null): Worth {
  if (revenue === null) return 'orders';
  return 'value' in revenue ? 'value' : 'property';
}
