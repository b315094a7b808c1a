import { texts } from '../texts.ts';

/** The place of a view that is not there yet. */
export function Skeleton({ heading }: { heading?: string | undefined }) {
  return (
    <div class="view placeholder">
      <header>{heading ? <h1>{heading}</h1> : <span class="bar" />}</header>
      <span class="hidden" role="status">
        {texts.loading}
      </span>
      <span class="bar wide" />
      <div class="card">
        <span class="bar" />
        <span class="bar wide" />
        <span class="bar wide" />
        <span class="bar" />
        <span class="bar wide" />
        <span class="bar" />
      </div>
    </div>
  );
}
