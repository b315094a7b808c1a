import { texts } from '../texts.ts';

/** Below a list of `usePages`: shows the next page, too. Nothing if there is none. */
export function MoreButton({ more, isBusy }: { more: (() => void) | null; isBusy: boolean }) {
  if (!more) return null;
  return (
    <div>
      <button type="button" class="button" disabled={isBusy} onClick={more}>
        {isBusy ? texts.loading : texts.more}
      </button>
    </div>
  );
}
