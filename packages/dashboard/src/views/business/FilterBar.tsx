import { useRef, useState } from 'preact/hooks';
import { FilterFields } from './FilterFields.tsx';
import { addFilter, createDraft, fromDraft } from './filter.ts';
import { change, type Question } from './question.ts';
import { SaveSegment, SegmentsButton } from './Segments.tsx';
import { canSave, segments } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';

/** The segment and the filters, each with a button that removes it, and a form for one more. */
export function FilterBar({ question }: { question: Question }) {
  const { filters, segment } = question;
  const saved = segments.items.value?.find(({ name }) => name === segment);
  const menu = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    if (menu.current) menu.current.open = false;
    menu.current?.querySelector('summary')?.focus();
  };
  return (
    <div class="filter-bar" role="group" aria-label={texts.filters}>
      {segment !== '' && (
        <span class="chip segment">
          <span title={saved?.filters.map(sayFilter).join(texts.andAlso)}>{texts.segmentIs(segment)}</span>
          <button
            type="button"
            aria-label={texts.remove(texts.segmentIs(segment))}
            onClick={() => change({ segment: null, more: null })}
          >
            ×
          </button>
        </span>
      )}
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
      {canSave() && filters.length > 0 && <SaveSegment question={question} />}
      {canSave() && <SegmentsButton question={question} />}
    </div>
  );
}

function FilterForm({ question, onAdd }: { question: Question; onAdd(filter: string): void }) {
  const [draft, setDraft] = useState(createDraft);
  return (
    <form
      class="stack panel"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(fromDraft(draft));
      }}
    >
      <FilterFields question={question} draft={draft} onChange={setDraft} />
      <p class="quiet small">{texts.valueHint}</p>
      <button type="submit" class="button primary">
        {texts.add}
      </button>
    </form>
  );
}
