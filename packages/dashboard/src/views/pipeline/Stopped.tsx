import { type ReplayReply, ROUTES, type SettledReply } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';
import { formatClock } from '../../format.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { NotHere } from '../../parts/NotHere.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWork } from '../../parts/useWork.ts';
import { texts as shared } from '../../texts.ts';
import { readStopped, type StoppedEvents, type StoppedGroup } from './readStopped.ts';
import { texts } from './texts.ts';

const COUNT = toPath(ROUTES.settled, { timeout_ms: 0 });
const OUTCOME = toPath(ROUTES.settled, { timeout_ms: 20_000 });

interface Outcome {
  replayed: number;
  /** Null: not known yet. */
  left: number | null;
}

/** Events that did not reach business, by reason, and trying them again. */
export function Stopped({ isMemory }: { isMemory: boolean }) {
  const [version, setVersion] = useState(0);
  const counts = useAsk<SettledReply>(COUNT, { everyMs: 10_000 });
  const [replay, setReplay] = useState<Outcome | null>(null);
  const work = useWork<void>();
  if (counts.reply === null) {
    return counts.error === undefined ? <p class="quiet">{shared.loading}</p> : <ErrorNote error={counts.error} />;
  }
  const { set_aside, rejected } = counts.reply;
  const onReplay = async (body: object) => {
    const { replayed } = await ask<ReplayReply>(ROUTES.replay, { method: 'POST', body });
    setReplay({ replayed, left: null });
    // The dialog closes; the outcome comes when it is known.
    void work.start(async () => {
      const { set_aside: left } = await ask<SettledReply>(OUTCOME);
      setReplay({ replayed, left });
      setVersion((before) => before + 1);
      counts.again();
    });
  };
  return (
    <>
      {counts.error !== undefined && <ErrorNote error={counts.error} />}
      <div role="status">
        {replay && (
          <div class={`note ${replay.left === null ? 'wait' : replay.left === 0 ? 'good' : 'bad'}`}>
            <strong>{texts.stopped.replayed(replay.replayed)}</strong>
            {replay.left !== null ? texts.stopped.outcome(replay.left) : work.isBusy && texts.stopped.settling}
          </div>
        )}
      </div>
      {work.error !== undefined && <ErrorNote error={work.error} />}
      {set_aside === 0 && rejected === 0 ? (
        <div class="card empty">
          <h2>{texts.stopped.none.title}</h2>
          <p>{texts.stopped.none.hint}</p>
        </div>
      ) : (
        <>
          <Kind
            status="set_aside"
            all={set_aside}
            version={version}
            {...(!isMemory && { onReplay })}
            isMemory={isMemory}
          />
          <Kind status="rejected" all={rejected} version={version} isMemory={isMemory} />
        </>
      )}
    </>
  );
}

interface KindProps {
  status: 'set_aside' | 'rejected';
  all: number;
  version: number;
  isMemory: boolean;
  onReplay?: (body: object) => Promise<void>;
}

function Kind({ status, all, version, isMemory, onReplay }: KindProps) {
  const [found, setFound] = useState<StoppedEvents | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    if (all === 0) return setFound(null);
    const stop = new AbortController();
    readStopped(status, stop.signal).then(
      (events) => {
        setFound(events);
        setError(undefined);
      },
      (reason) => stop.signal.aborted || setError(reason),
    );
    return () => stop.abort();
  }, [status, all, version]);
  const isSetAside = status === 'set_aside';
  const groups = all === 0 ? [] : (found?.groups ?? []);
  return (
    <section class="card stack">
      <header class="row spread">
        <h2>
          {isSetAside ? texts.stopped.setAside : texts.stopped.rejected}{' '}
          <span class={`badge numbers ${all > 0 ? 'bad' : ''}`}>{texts.stopped.count(all)}</span>
        </h2>
        {all > 0 && onReplay && (
          <Confirm
            label={texts.stopped.replayAll}
            title={texts.stopped.replayTitle(all)}
            action={texts.stopped.replayAction(all)}
            onConfirm={() => onReplay({})}
          >
            <p>{texts.stopped.replayHint}</p>
          </Confirm>
        )}
      </header>
      <p class="quiet">
        {all === 0
          ? isSetAside
            ? texts.stopped.noneSetAside
            : texts.stopped.noneRejected
          : isSetAside
            ? texts.stopped.setAsideHint
            : texts.stopped.rejectedHint}
      </p>
      {isSetAside && isMemory && all > 0 && <NotHere title={texts.memory.title} hint={texts.memory.replay} />}
      {error !== undefined && <ErrorNote error={error} />}
      {all > 0 && found === null && error === undefined && (
        <p class="quiet" role="status">
          {texts.stopped.reading}
        </p>
      )}
      {groups.length > 0 && (
        <>
          {found && found.read < all && <p class="quiet">{texts.stopped.newest(found.read, all)}</p>}
          <ul class="rows">
            {groups.map((group) => (
              <Group
                key={`${group.reason.rule}${group.reason.pointer}${group.reason.message}`}
                group={group}
                {...(onReplay && { onReplay })}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Group({
  group: { reason, rows },
  onReplay,
}: {
  group: StoppedGroup;
  onReplay?: (body: object) => Promise<void>;
}) {
  const [newest] = rows;
  if (!newest) return null;
  const types = [...new Set(rows.map(({ raw_event_type }) => raw_event_type.trim() || shared.blank))];
  return (
    <li>
      <div class="what">
        <span class="row">
          <strong class="mono">{reason.rule}</strong>
          <span class="badge numbers">{texts.stopped.count(rows.length)}</span>
        </span>
        <span>{reason.message}</span>
        <span class="quiet">
          {reason.pointer && <span class="mono">{reason.pointer} · </span>}
          {types.slice(0, 5).join(', ')} · {texts.stopped.last(formatClock(newest.raw_load_date))}
        </span>
      </div>
      <div class="row">
        <a class="button" href={`/find/event/${encodeURIComponent(newest.event_id)}`}>
          {texts.stopped.example}
        </a>
        {onReplay && (
          <Confirm
            label={texts.stopped.replay}
            name={texts.stopped.replayName(reason.rule)}
            title={texts.stopped.replayTitle(rows.length)}
            action={texts.stopped.replayAction(rows.length)}
            onConfirm={() => onReplay({ event_ids: rows.map(({ event_id }) => event_id) })}
          >
            <p>{texts.stopped.replayHint}</p>
          </Confirm>
        )}
      </div>
    </li>
  );
}
