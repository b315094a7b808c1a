import { useState } from 'preact/hooks';
import { FilterFields } from './FilterFields.tsx';
import { createDraft, fromDraft, toDraft } from './filter.ts';
import type { Question } from './question.ts';
import { texts } from './texts.ts';

interface FilterListProps {
  question: Question;
  /** What stands there at first. */
  filters: readonly string[];
  max: number;
}

/** Filters that all hold, to be changed in a form: it has each of them as `filter`. */
export function FilterList({ question, filters, max }: FilterListProps) {
  const [drafts, setDrafts] = useState(() => (filters.length > 0 ? filters.map(toDraft) : [createDraft('event')]));
  return (
    <>
      <ol class="filter-list">
        {drafts.map((draft, n) => (
          <li key={draft.key}>
            <fieldset>
              <legend class="hidden">{texts.filterNumber(n + 1)}</legend>
              <FilterFields
                question={question}
                draft={draft}
                onChange={(changed) => setDrafts(drafts.map((one) => (one.key === draft.key ? changed : one)))}
              />
              <button
                type="button"
                class="button plain"
                aria-label={texts.remove(texts.filterNumber(n + 1))}
                disabled={drafts.length === 1}
                onClick={() => setDrafts(drafts.filter(({ key }) => key !== draft.key))}
              >
                ×
              </button>
              <input type="hidden" name="filter" value={fromDraft(draft)} />
            </fieldset>
          </li>
        ))}
      </ol>
      <div>
        <button
          type="button"
          class="button plain"
          disabled={drafts.length >= max}
          onClick={() => setDrafts([...drafts, createDraft()])}
        >
          + {texts.and}
        </button>
      </div>
      <p class="quiet small">{texts.valueHint}</p>
    </>
  );
}
