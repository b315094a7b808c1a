import { type EraseReply, ROUTES } from '@onevault/contract';
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { formatNumber } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { texts } from '../../texts.ts';
import { EraseProgress } from './EraseProgress.tsx';

type State =
  | { is: 'counting' }
  | { is: 'counted'; rows: Record<string, number> }
  | { is: 'erasing'; rows: Record<string, number> }
  | { is: 'erased'; reply: EraseReply }
  | { is: 'failed'; error: unknown };

/** Erases a person: counts first, and lets the reader repeat the id. */
export function Erase({ visitorId }: { visitorId: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [state, setState] = useState<State>({ is: 'counting' });
  const [typed, setTyped] = useState('');
  const isErased = state.is === 'erased';
  const counting = useRef(new AbortController());
  const post = (body: object, signal?: AbortSignal) =>
    ask<EraseReply>(ROUTES.erase, {
      method: 'POST',
      body: { visitor_id: visitorId, ...body },
      ...(signal && { signal }),
    });
  const open = () => {
    setTyped('');
    setState({ is: 'counting' });
    dialog.current?.showModal();
    counting.current = new AbortController();
    const { signal } = counting.current;
    post({ dry_run: true }, signal).then(
      ({ rows }) => setState({ is: 'counted', rows }),
      (error) => signal.aborted || setState({ is: 'failed', error }),
    );
  };
  const onClose = () => {
    // Nobody waits for the count any more.
    counting.current.abort();
    if (isErased) location.reload();
  };
  const erase = (event: SubmitEvent) => {
    event.preventDefault();
    if (state.is !== 'counted' || typed.trim() !== visitorId) return;
    setState({ is: 'erasing', rows: state.rows });
    post({}).then(
      (reply) => setState({ is: 'erased', reply }),
      (error) => setState({ is: 'failed', error }),
    );
  };
  return (
    <>
      <button type="button" class="button danger" onClick={open}>
        {texts.erase.button}
      </button>
      <dialog ref={dialog} aria-labelledby="erase-title" onClose={onClose}>
        <form class="stack" onSubmit={erase}>
          <h2 id="erase-title">{isErased ? texts.erase.done : texts.erase.title}</h2>
          {state.is === 'counting' && <EraseProgress what={texts.erase.counting} />}
          {(state.is === 'counted' || state.is === 'erasing') && (
            <>
              <p>{texts.erase.hint}</p>
              <Rows rows={state.rows} />
              <label class="field">
                <span>{texts.erase.repeat(visitorId)}</span>
                <input
                  class="input mono"
                  autocomplete="off"
                  spellcheck={false}
                  value={typed}
                  onInput={(event) => setTyped(event.currentTarget.value)}
                />
              </label>
            </>
          )}
          {state.is === 'erased' && (
            <>
              <p role="status">{texts.erase.erased(state.reply.events ?? 0)}</p>
              <Rows rows={state.reply.rows} />
              {(state.reply.connected?.length ?? 0) > 0 && (
                <p>{texts.erase.connected(state.reply.connected?.join(', ') ?? '')}</p>
              )}
              {Object.keys(state.reply.left ?? {}).length > 0 && <div class="note bad">{texts.erase.left}</div>}
            </>
          )}
          {state.is === 'erasing' && <EraseProgress what={texts.erase.erasing} />}
          {state.is === 'failed' && <ErrorNote error={state.error} />}
          <div class="row spread">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              {isErased ? texts.close : texts.cancel}
            </button>
            {(state.is === 'counted' || state.is === 'erasing') && (
              <button
                type="submit"
                class="button danger"
                disabled={typed.trim() !== visitorId || state.is === 'erasing'}
              >
                {texts.erase.confirm}
              </button>
            )}
          </div>
        </form>
      </dialog>
    </>
  );
}

function Rows({ rows }: { rows: Record<string, number> }) {
  const given = Object.entries(rows).filter(([, count]) => count > 0);
  const total = given.reduce((sum, [, count]) => sum + count, 0);
  return (
    <details>
      <summary>{texts.erase.rows(total)}</summary>
      <dl class="facts">
        {given.map(([table, count]) => [
          <dt key={table} class="mono">
            {table}
          </dt>,
          <dd key={`${table} rows`}>{formatNumber(count)}</dd>,
        ])}
      </dl>
    </details>
  );
}
