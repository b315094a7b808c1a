import { ask } from '../../api/ask.ts';
import { formatDuration, formatTime } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWork } from '../../parts/useWork.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

interface ClockReply {
  now: string;
  offset_ms: number;
  frozen: boolean;
  moves: string;
}

const PATH = '/mock/clock';
const ASK_MS = 1_000;

/** The pipeline's clock: stop it, let it run, advance it. */
export function Clock() {
  const { reply, error, again } = useAsk<ClockReply>(PATH, { everyMs: ASK_MS });
  const work = useWork<object>();
  const move = async (body: object) => {
    await work.start(() => ask(PATH, { method: 'POST', body }));
    again();
  };
  return (
    <section class="card stack">
      <h2>{texts.clock.title}</h2>
      <p class="quiet">
        {texts.clock.hint} {reply && texts.clock.moves[reply.moves]}
      </p>
      {error !== undefined && <ErrorNote error={error} />}
      {reply === null && error === undefined && <p class="quiet">{shared.loading}</p>}
      {reply && (
        <>
          <p class="now numbers">{formatTime(reply.now)}</p>
          <p class="row">
            <span class={`badge ${reply.frozen ? 'wait' : 'good'}`} role="status">
              {reply.frozen ? texts.clock.frozen : texts.clock.runs}
            </span>
            <span class="quiet">
              {texts.clock.ahead}: {reply.offset_ms === 0 ? texts.clock.noOffset : formatDuration(reply.offset_ms)}
            </span>
          </p>
          <div class="row">
            <button
              type="button"
              class="button"
              disabled={work.isBusy}
              onClick={() => void move({ freeze: !reply.frozen })}
            >
              {reply.frozen ? texts.clock.resume : texts.clock.freeze}
            </button>
          </div>
          <fieldset class="row steps-by" disabled={work.isBusy}>
            <legend class="quiet">{work.isBusy ? shared.working : texts.clock.advance}</legend>
            {texts.clock.steps.map(([advance, label]) => (
              <button key={advance} type="button" class="button" onClick={() => void move({ advance })}>
                {label}
              </button>
            ))}
          </fieldset>
        </>
      )}
      {work.error !== undefined && <ErrorNote error={work.error} />}
    </section>
  );
}
