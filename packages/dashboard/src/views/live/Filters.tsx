import { toPath } from '../../api/ask.ts';
import { navigate } from '../../frame/router.ts';
import { texts } from '../../texts.ts';
import { COLUMNS, type Column } from './EventList.tsx';
import type { Live } from './startLive.ts';

/** Filters that the server applies: the parameters of the stream, and of the page's address. */
export const FILTERS = ['event_type', 'status', 'page', 'session', 'visitor'] as const;
const STATUSES = ['complete', 'pending', 'set_aside', 'rejected'] as const;

interface FiltersProps {
  live: Live;
  filters: Record<string, string>;
  /** Only of what is shown: the page filters by it. */
  text: string;
  onText(text: string): void;
  columns: readonly Column[];
  onColumns(columns: Column[]): void;
}

export function Filters({ live, filters, text, onText, columns, onColumns }: FiltersProps) {
  const set = (name: string, value: string) => navigate(toPath('/live', { ...filters, [name]: value.trim() }));
  const onChange = (event: Event) => {
    const { name, value } = event.currentTarget as HTMLInputElement | HTMLSelectElement;
    set(name, value);
  };
  const given = Object.keys(filters).length;
  return (
    <div class="filters">
      <input
        class="input grow"
        type="search"
        aria-label={texts.live.text}
        placeholder={texts.live.text}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <details class="menu">
        <summary class={`button ${given > 0 ? 'on' : ''}`}>{texts.live.filters(given)}</summary>
        <div class="stack panel">
          <label class="field">
            <span>{texts.live.columns.type}</span>
            <input
              class="input"
              name="event_type"
              list="event-types"
              value={filters.event_type ?? ''}
              onChange={onChange}
            />
          </label>
          <datalist id="event-types">
            {live.types.value.map((type) => (
              <option key={type} value={type} />
            ))}
          </datalist>
          <label class="field">
            <span>{texts.live.status}</span>
            <select class="input" name="status" value={filters.status ?? ''} onChange={onChange}>
              <option value="">{texts.live.anyStatus}</option>
              {STATUSES.map((status) => (
                <option key={status} value={status}>
                  {texts.live.statuses[status]}
                </option>
              ))}
            </select>
          </label>
          {(['page', 'session', 'visitor'] as const).map((name) => (
            <label class="field" key={name}>
              <span>{texts.live.columns[name]}</span>
              <input
                class="input"
                name={name}
                placeholder={texts.live.examples[name]}
                value={filters[name] ?? ''}
                onChange={onChange}
              />
            </label>
          ))}
          <button type="button" class="button" disabled={given === 0} onClick={() => navigate('/live')}>
            {texts.live.clear}
          </button>
        </div>
      </details>
      <details class="menu">
        <summary class="button">{texts.live.columnsTitle}</summary>
        <fieldset class="panel">
          <legend class="hidden">{texts.live.columnsTitle}</legend>
          {COLUMNS.map((column) => (
            <label key={column} class="check">
              <input
                type="checkbox"
                checked={columns.includes(column)}
                disabled={columns.length === 1 && columns.includes(column)}
                onChange={() => onColumns(COLUMNS.filter((one) => columns.includes(one) !== (one === column)))}
              />
              {texts.live.columns[column]}
            </label>
          ))}
        </fieldset>
      </details>
    </div>
  );
}
