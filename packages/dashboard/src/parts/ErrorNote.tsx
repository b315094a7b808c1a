import { AskError } from '../api/ask.ts';
import { texts } from '../texts.ts';

/** Says what went wrong, and what to do. `null`: there was no answer. */
export function ErrorNote({ error }: { error: unknown }) {
  const isAway = error === null || (error instanceof AskError && error.status === 0);
  return (
    <div class="note bad" role="alert">
      <strong>{isAway ? texts.errors.away : texts.errors.failed}</strong>
      {isAway ? texts.errors.awayHint : error instanceof Error ? error.message : String(error)}
    </div>
  );
}
