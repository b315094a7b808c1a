import { COLUMNS, type Column } from './EventList.tsx';

const NAME = 'onevault.live.columns';
const DEFAULT: Column[] = ['time', 'type', 'page', 'way', 'visitor'];

/** The columns that the reader chose, kept in this browser. */
export function readColumns(): Column[] {
  try {
    const kept = (localStorage.getItem(NAME) ?? '').split(',');
    const known = COLUMNS.filter((column) => kept.includes(column));
    return known.length > 0 ? known : DEFAULT;
  } catch {
    return DEFAULT;
  }
}

export function keepColumns(columns: readonly Column[]): void {
  try {
    localStorage.setItem(NAME, columns.join(','));
  } catch {
    // Without storage they last until the page is loaded again.
  }
}
