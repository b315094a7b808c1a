import type { BreakdownData, BreakdownSort } from '@onevault/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import { query } from '../../frame/router.ts';
import { texts as shared } from '../../texts.ts';
import { toCounts, ValueLink } from './Cards.tsx';
import { CsvButton } from './CsvButton.tsx';
import { Explain } from './Explain.tsx';
import { Failure } from './Failure.tsx';
import { DIMENSIONS, toFilter } from './filter.ts';
import { formatMetric, formatValue, isNamed } from './numbers.ts';
import { Pager } from './Pager.tsx';
import { change, type Question, toQuestionPath } from './question.ts';
import { texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';

const ROWS = 50;
/** The server's largest page. Dimensions whose values have other names here have fewer, so they are searched here. */
const ALL_ROWS = 1000;
const TYPING_MS = 250;
const COLUMNS = ['visitors', 'sessions', 'page_views', 'events', 'bounce_rate', 'duration_mean_s'] as const;

/** All rows of a dimension, with search, order and pages: open while the address has `more`. */
export function RowsDialog({ question }: { question: Question }) {
  const dimension = query.value.get('more');
  if (dimension === null || !DIMENSIONS.some((known) => known === dimension)) return null;
  return <OpenDialog key={dimension} dimension={dimension} question={question} />;
}

function OpenDialog({ dimension, question }: { dimension: string; question: Question }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [sort, setSort] = useState<BreakdownSort>(toCounts(dimension)[0]);
  const [search, setSearch] = useState('');
  const [searched, setSearched] = useState('');
  /** Cursors of the pages before this one, and of it. */
  const [cursors, setCursors] = useState(['']);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (search === searched) return;
    const timer = setTimeout(() => {
      setSearched(search);
      setCursors(['']);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [search, searched]);

  const isSearchedHere = isNamed(dimension);
  const narrowed =
    searched && !isSearchedHere
      ? { ...question, filters: [...question.filters, toFilter(dimension, 'contains', searched)] }
      : question;
  const own = { by: dimension, sort, limit: String(searched && isSearchedHere ? ALL_ROWS : ROWS) };
  const { answer, error, isLoading, retry } = useAnswer<BreakdownData>(
    toQuestionPath('breakdown', narrowed, { ...own, cursor: cursors.at(-1) ?? '' }),
    0,
  );
  const rows = (answer?.data ?? []).filter(
    ({ value }) =>
      !searched ||
      (isSearchedHere
        ? formatValue(dimension, value).toLocaleLowerCase().includes(searched.toLocaleLowerCase())
        : value?.includes(searched)),
  );
  const name = texts.dimensionOf(dimension);
  const close = () => change({ more: null });
  return (
    <dialog
      class="rows-dialog"
      ref={dialog}
      aria-label={texts.allOf(name)}
      onClose={() => query.value.get('more') === dimension && close()}
    >
      <header class="row spread">
        <h2>{name}</h2>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {shared.close}
        </button>
      </header>
      <label class="field">
        <span>
          {texts.search} {!isSearchedHere && <span class="quiet">· {texts.searchHint}</span>}
        </span>
        <input class="input" type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
      </label>
      {error !== undefined ? (
        <Failure error={error} question={question} retry={retry} />
      ) : (
        <div class="scroll tall" tabIndex={0} role="region" aria-label={name} aria-busy={isLoading}>
          <table class="grid">
            <thead>
              <tr>
                {(['value', ...COLUMNS] as const).map((column) => (
                  <th
                    key={column}
                    scope="col"
                    class={column === 'value' ? '' : 'num'}
                    aria-sort={sort === column ? (column === 'value' ? 'ascending' : 'descending') : 'none'}
                  >
                    <button
                      type="button"
                      onClick={() => {
                        setSort(column);
                        setCursors(['']);
                      }}
                    >
                      {column === 'value' ? name : texts.metrics[column]}
                      <span aria-hidden="true">{sort === column ? (column === 'value' ? ' ↑' : ' ↓') : ''}</span>
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.value}>
                  <th scope="row">
                    <ValueLink dimension={dimension} value={row.value} question={question} />
                  </th>
                  {COLUMNS.map((column) => (
                    <td key={column} class="num">
                      {formatMetric(column, row[column])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {answer && rows.length === 0 && <p class="quiet">{texts.noRows}</p>}
        </div>
      )}
      <Explain
        terms={[
          ...COLUMNS.map((column): [string, string] => [texts.metrics[column], texts.why[column]]),
          [name, texts.whyRow],
        ]}
        population={answer?.population}
      />
      <footer class="row spread">
        <Pager cursors={cursors} next={answer?.next_cursor} isLoading={isLoading} onChange={setCursors} />
        <span class="row">
          <span class="quiet small">{texts.csvLimit}</span>
          <CsvButton path={toQuestionPath('breakdown', narrowed, { ...own, limit: String(ALL_ROWS) })} name={name} />
        </span>
      </footer>
    </dialog>
  );
}
