import type { Segment } from '@onevault/contract';
import { useRef } from 'preact/hooks';
import { Confirm } from '../../parts/Confirm.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts as shared } from '../../texts.ts';
import { FilterList } from './FilterList.tsx';
import { readFilter } from './filter.ts';
import { NameField, readName } from './NameField.tsx';
import { change, type Question } from './question.ts';
import { ChangeSaved, RemoveSaved } from './SavedActions.tsx';
import { goals, segments } from './savedLists.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';

const MAX_FILTERS = 20;

/** Keeps what the filter bar says under a name, and then shows that segment. */
export function SaveSegment({ question }: { question: Question }) {
  const filters = toFilters(question);
  const save = async (form: FormData) => {
    const name = readName(form);
    await segments.add({ name, filters });
    change({ segment: name, filter: null, more: null });
  };
  return (
    <Confirm
      label={texts.segments.save}
      look="plain"
      title={texts.segments.saveTitle}
      action={texts.segments.saveAction}
      onOpen={() => void goals.read()}
      onConfirm={save}
    >
      <NameField />
      <Filters filters={filters} />
    </Confirm>
  );
}

/** All segments in a dialog: show, change, delete. */
export function SegmentsButton({ question }: { question: Question }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const items = segments.items.value;
  const error = segments.error.value;
  if (error === undefined && !items?.length) return null;
  return (
    <>
      <button type="button" class="button plain" onClick={() => dialog.current?.showModal()}>
        {texts.segments.all}
      </button>
      <dialog class="wide" ref={dialog} aria-labelledby="segments-title">
        <div class="stack">
          <header class="row spread">
            <h2 id="segments-title">{texts.segments.title}</h2>
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              {shared.close}
            </button>
          </header>
          <p class="quiet">{texts.segments.hint}</p>
          {error !== undefined && <ErrorNote error={error} />}
          <ul class="rows">
            {items?.map((segment) => (
              <Row
                key={segment.segment_id}
                segment={segment}
                question={question}
                onShow={() => {
                  change({ segment: segment.name, more: null });
                  dialog.current?.close();
                }}
              />
            ))}
          </ul>
        </div>
      </dialog>
    </>
  );
}

function Row({ segment, question, onShow }: { segment: Segment; question: Question; onShow(): void }) {
  const { segment_id, name, filters } = segment;
  const isShown = question.segment === name;
  const save = async (form: FormData) => {
    const changed = { name: readName(form), filters: form.getAll('filter').map(String) };
    await whileHidden(async () => {
      await segments.change(segment_id, changed);
      return changed.name;
    });
  };
  const remove = () =>
    whileHidden(async () => {
      await segments.remove(segment_id);
      return null;
    });
  /** A question with a name that is just gone would be refused, so none is asked meanwhile. `work` says what is shown then. */
  const whileHidden = async (work: () => Promise<string | null>) => {
    if (!isShown) return void (await work());
    change({ segment: null }, { replace: true });
    let next: string | null = name;
    try {
      next = await work();
    } finally {
      change({ segment: next }, { replace: true });
    }
  };
  return (
    <li>
      <div class="what">
        <span class="row">
          <strong>{name}</strong>
          {isShown && <span class="badge good">{texts.segments.shown}</span>}
        </span>
        <Filters filters={filters} />
      </div>
      <div class="row">
        <button
          type="button"
          class="button"
          aria-label={texts.segments.showName(name)}
          disabled={isShown}
          onClick={onShow}
        >
          {texts.segments.show}
        </button>
        <ChangeSaved name={name} title={texts.segments.changeTitle} onConfirm={save}>
          <NameField name={name} />
          <FilterList question={question} filters={filters} max={MAX_FILTERS} />
        </ChangeSaved>
        <RemoveSaved name={name} look="danger" onConfirm={remove}>
          <p>{texts.segments.removeHint}</p>
        </RemoveSaved>
      </div>
    </li>
  );
}

function Filters({ filters }: { filters: readonly string[] }) {
  return (
    <ul class="plain-list quiet">
      {filters.map((filter) => (
        <li key={filter}>{sayFilter(filter)}</li>
      ))}
    </ul>
  );
}

/** What holds now. A segment cannot name another one or a goal, so their filters are taken in their place. */
function toFilters({ filters, segment }: Question): string[] {
  const shown = segments.items.value?.find(({ name }) => name === segment)?.filters ?? [];
  const own = filters.flatMap((filter) => {
    const { dimension, values } = readFilter(filter) ?? {};
    const goal = dimension === 'goal' ? goals.items.value?.find(({ name }) => name === values?.[0]) : undefined;
    return goal?.filters ?? [filter];
  });
  return [...new Set([...shown, ...own])];
}
