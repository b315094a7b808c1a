import { texts } from './texts.ts';

interface PagerProps {
  /** Cursors of the pages before the one that is shown, and of it. */
  cursors: string[];
  /** The cursor behind it; null on the last page. */
  next: string | null | undefined;
  isLoading: boolean;
  onChange: (cursors: string[]) => void;
}

/** Goes page by page through rows that the server orders. */
export function Pager({ cursors, next, isLoading, onChange }: PagerProps) {
  return (
    <div class="row">
      <button
        type="button"
        class="button"
        disabled={cursors.length === 1}
        onClick={() => onChange(cursors.slice(0, -1))}
      >
        {texts.previous}
      </button>
      <span role="status">{texts.page(cursors.length)}</span>
      <button
        type="button"
        class="button"
        disabled={!next || isLoading}
        onClick={() => onChange([...cursors, next ?? ''])}
      >
        {texts.next}
      </button>
    </div>
  );
}
