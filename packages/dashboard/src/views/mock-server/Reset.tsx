import { type DashboardReply, ROUTES } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';
import { session } from '../../frame/session.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useWork } from '../../parts/useWork.ts';
import { texts } from './texts.ts';

/** Deletes the events of the customer, after it has said how many. */
export function Reset() {
  const customerId = session.value.is === 'in' ? session.value.customer_id : '';
  const counted = useWork<number>();
  const [isDone, setDone] = useState(false);
  const count = () => {
    setDone(false);
    void counted.start(async () => {
      const { summary } = await ask<DashboardReply>(toPath(ROUTES.dashboard, { limit: 1 }));
      return summary.total_events;
    });
  };
  const reset = async () => {
    await ask(toPath('/mock/reset', { customer_id: customerId }), { method: 'POST' });
    setDone(true);
  };
  return (
    <section class="card stack">
      <h2>{texts.reset.title}</h2>
      <p class="quiet">{texts.reset.hint}</p>
      <div>
        <Confirm
          label={texts.reset.button}
          look="danger"
          isDangerous
          title={texts.reset.question(customerId)}
          action={counted.result === null ? texts.reset.actionUncounted : texts.reset.action(counted.result)}
          onOpen={count}
          onConfirm={reset}
        >
          {counted.isBusy && <p class="quiet">{texts.reset.counting}</p>}
          {counted.result !== null && <p>{texts.reset.counts(counted.result, customerId)}</p>}
          {counted.error !== undefined && <ErrorNote error={counted.error} />}
        </Confirm>
      </div>
      <div role="status">
        {isDone && (
          <div class="note good">
            <strong>{texts.reset.done}</strong>
          </div>
        )}
      </div>
    </section>
  );
}
