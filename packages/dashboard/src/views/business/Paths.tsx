import { PATHS_BY, type PathsData } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { query } from '../../frame/router.ts';
import { Compared } from './Change.tsx';
import { Choice } from './Controls.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Explain } from './Explain.tsx';
import { Failure } from './Failure.tsx';
import { FilterFields } from './FilterFields.tsx';
import { FlowTable } from './FlowTable.tsx';
import { createDraft, fromDraft, toDraft } from './filter.ts';
import { PathsPicture } from './PathsPicture.tsx';
import { PopulationNote } from './PopulationNote.tsx';
import { change, type Question, toQuestionPath } from './question.ts';
import { sayFilter } from './sayFilter.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

const ANCHORS = ['first', 'start', 'end'] as const;
type Anchor = (typeof ANCHORS)[number];
const ANCHOR_DIMENSIONS = ['page', 'event'];
const STEPS = ['3', '4', '5', '6', '8', '10'];
const DEFAULT_STEPS = '4';
const LIMITS = ['3', '5', '8', '12', '20'];
const DEFAULT_LIMIT = '5';

/** The ways through the site, from or to a page or event: as a picture, and as a table. */
export function Paths({ question }: { question: Question }) {
  const at: Anchor = ANCHORS.find((name) => query.value.has(name)) ?? 'first';
  const filter = query.value.get(at) ?? '';
  const by = PATHS_BY.find((known) => known === query.value.get('by')) ?? 'page';
  const steps = STEPS.find((known) => known === query.value.get('steps')) ?? DEFAULT_STEPS;
  const limit = LIMITS.find((known) => known === query.value.get('show')) ?? DEFAULT_LIMIT;
  const isBackward = at === 'end';
  const own = { by, steps, limit, ...(at !== 'first' && { [at]: filter }) };
  const path = toQuestionPath('paths', question, { ...own, compare: question.compare });
  const { answer, error, isLoading, retry } = useAnswer<PathsData>(path);
  const earlier = answer?.comparison?.data;
  return (
    <>
      <PopulationNote question={question} population={answer?.population} />
      <section class="card stack" aria-busy={isLoading}>
        <header class="row spread">
          <div class="grow">
            <h2>{at === 'first' ? texts.paths.title : texts.paths.titles[at](sayFilter(filter))}</h2>
            <p class="quiet">{texts.paths.intro}</p>
          </div>
          <CsvButton path={path} name={texts.part.paths} />
        </header>
        <div class="row anchor">
          <AnchorForm key={`${at} ${filter}`} at={at} filter={filter} question={question} />
          <div class="row">
            <Choice
              label={texts.paths.by}
              value={by}
              options={PATHS_BY.map((one) => [one, texts.paths.bys[one]])}
              onChoose={(chosen) => change({ by: chosen === 'page' ? null : chosen })}
            />
            <Choice
              label={texts.paths.steps}
              value={steps}
              options={STEPS.map((one) => [one, one])}
              onChoose={(chosen) => change({ steps: chosen === DEFAULT_STEPS ? null : chosen })}
            />
            <Choice
              label={texts.paths.limit}
              value={limit}
              options={LIMITS.map((one) => [one, one])}
              onChoose={(chosen) => change({ show: chosen === DEFAULT_LIMIT ? null : chosen })}
            />
          </div>
        </div>
        {error !== undefined && <Failure error={error} question={question} retry={retry} />}
        {!answer && error === undefined && <span class="skeleton block" />}
        {answer && error === undefined && answer.data.sessions === 0 && (
          <div class="empty">
            <h3>{texts.paths.none}</h3>
            <p>{at === 'first' ? texts.paths.noneHint : texts.paths.noneThere(sayFilter(filter))}</p>
          </div>
        )}
        {answer && error === undefined && answer.data.sessions > 0 && (
          <>
            <p data-paths>
              {texts.paths.counted(answer.data.sessions)}
              <Compared now={answer.data.sessions} before={earlier?.sessions} name="paths" />
            </p>
            <PathsPicture data={answer.data} isBackward={isBackward} />
            <details class="fold">
              <summary>{texts.asTable}</summary>
              <FlowTable data={answer.data} earlier={earlier} isBackward={isBackward} />
            </details>
          </>
        )}
        <Explain terms={texts.paths.terms} population={answer?.population} />
      </section>
    </>
  );
}

function AnchorForm({ at, filter, question }: { at: Anchor; filter: string; question: Question }) {
  const [chosen, setChosen] = useState<Anchor>(at);
  const [draft, setDraft] = useState(() => (filter ? toDraft(filter) : createDraft()));
  const choose = (next: Anchor) => {
    setChosen(next);
    if (next === 'first') change({ start: null, end: null });
  };
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        change({ start: null, end: null, [chosen]: fromDraft(draft) });
      }}
    >
      <Choice
        label={texts.paths.anchor}
        value={chosen}
        options={ANCHORS.map((one) => [one, texts.paths.anchors[one]])}
        onChoose={(next) => choose(next as Anchor)}
      />
      {chosen !== 'first' && (
        <>
          <FilterFields question={question} draft={draft} dimensions={ANCHOR_DIMENSIONS} onChange={setDraft} />
          <button type="submit" class="button primary">
            {texts.paths.show}
          </button>
        </>
      )}
    </form>
  );
}
