import { AskError } from '../../api/ask.ts';
import { formatDay } from '../../days.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts as shared } from '../../texts.ts';
import { type Question, toHref, toShorter } from './question.ts';
import { texts } from './texts.ts';

/** Says why there is no answer, and offers what may bring one. */
export function Failure({ error, question, retry }: { error: unknown; question: Question; retry(): void }) {
  const code = error instanceof AskError ? error.code : null;
  if (code === 'NOT_ON_MEMORY') {
    return (
      <div class="empty">
        <h2>{texts.notHere}</h2>
        <p>{texts.notHereHint}</p>
      </div>
    );
  }
  const shorter = toShorter(question);
  return (
    <div class="stack">
      {code === 'QUERY_TIMED_OUT' ? (
        <div class="note wait" role="alert">
          <strong>{texts.timedOut}</strong>
          {texts.timedOutHint}
        </div>
      ) : (
        <ErrorNote error={error} />
      )}
      <div class="row">
        {code === 'QUERY_TIMED_OUT' && question.from !== question.to && (
          <a class="button primary" href={toHref({ ...shorter, period: null })}>
            {texts.shorter(formatDay(shorter.from), formatDay(shorter.to))}
          </a>
        )}
        <button type="button" class="button" onClick={retry}>
          {shared.again}
        </button>
      </div>
    </div>
  );
}
