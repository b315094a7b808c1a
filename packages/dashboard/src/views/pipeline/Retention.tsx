import {
  type CustomerConfigReply,
  MAX_RETENTION_DAYS,
  RETENTION_ROUTE,
  ROUTES,
  type SetRetentionReply,
} from '@onevault/contract';
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { NotHere } from '../../parts/NotHere.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWork } from '../../parts/useWork.ts';
import { texts } from './texts.ts';

const PARTS = ['events', 'analytics_events', 'analytics_sessions', 'imported_counts'] as const;

/** For how many days events are kept, and changing it after a count of what that deletes. */
export function Retention({ isMemory }: { isMemory: boolean }) {
  const { reply, error, again } = useAsk<CustomerConfigReply>(isMemory ? null : ROUTES.customerConfig);
  const days = reply?.configuration.data_retention_days;
  return (
    <section class="card stack">
      <h2>{texts.retention.title}</h2>
      {isMemory && <NotHere title={texts.memory.title} hint={texts.memory.retention} />}
      {error !== undefined && <ErrorNote error={error} />}
      {days !== undefined && (
        <>
          <p class="big numbers">{texts.retention.days(days)}</p>
          <p class="quiet">{texts.retention.hint}</p>
          <Change days={days} onDone={again} />
        </>
      )}
    </section>
  );
}

function Change({ days, onDone }: { days: number; onDone(): void }) {
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const counted = useWork<SetRetentionReply>();
  const wanted = Number(typed);
  const isPossible = Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_RETENTION_DAYS && wanted !== days;
  const post = (body: object) =>
    ask<SetRetentionReply>(RETENTION_ROUTE, { method: 'POST', body: { days: wanted, ...body } });
  const set = async () => {
    await post({});
    setDone(wanted);
    setTyped('');
    onDone();
  };
  const isShorter = wanted < days;
  return (
    <>
      <div class="row ends">
        <label class="field">
          <span>{texts.retention.field}</span>
          <input
            class="input short"
            type="number"
            inputMode="numeric"
            min={1}
            max={MAX_RETENTION_DAYS}
            placeholder={String(days)}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <Confirm
          label={texts.retention.change}
          title={texts.retention.question(wanted)}
          action={texts.retention.action(wanted)}
          isDangerous={isShorter}
          isDisabled={!isPossible}
          isReady={counted.result !== null}
          onOpen={() => {
            setDone(null);
            void counted.start(() => post({ dry_run: true }));
          }}
          onConfirm={set}
        >
          {counted.isBusy && <p class="quiet">{texts.retention.counting}</p>}
          {counted.error !== undefined && <ErrorNote error={counted.error} />}
          {counted.result && <Deletes counted={counted.result} />}
          {!isShorter && <p class="quiet">{texts.retention.longer}</p>}
        </Confirm>
      </div>
      <div role="status">
        {done !== null && (
          <div class="note good">
            <strong>{texts.retention.done(done)}</strong>
          </div>
        )}
      </div>
    </>
  );
}

function Deletes({ counted: { deletes, counted_up_to } }: { counted: SetRetentionReply }) {
  if (PARTS.every((part) => deletes[part] === 0)) return <p>{texts.retention.nothing}</p>;
  return (
    <>
      <p>{texts.retention.deletes}</p>
      <dl class="facts">
        {PARTS.map((part) => (
          <Fragment key={part}>
            <dt>{texts.retention.parts[part]}</dt>
            <dd class="numbers">{texts.retention.part(deletes[part], counted_up_to)}</dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
}
