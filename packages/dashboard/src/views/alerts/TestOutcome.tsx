import { ALERT_ROUTES, type AlertDeliveriesReply } from '@onevault/contract';
import { toPath } from '../../api/ask.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { Attempts } from './Deliveries.tsx';
import { texts } from './texts.ts';

const ASK_MS = 1_000;
/** The newest ones: a test is sent within seconds. */
const RECENT = toPath(ALERT_ROUTES.deliveries, { limit: 100 });

/** Follows a test until it was tried. */
export function TestOutcome({ deliveryId, address }: { deliveryId: string; address: string }) {
  const { reply, error } = useAsk<AlertDeliveriesReply>(RECENT, { everyMs: ASK_MS });
  const delivery = reply?.deliveries.find(({ delivery_id }) => delivery_id === deliveryId);
  const attempts = delivery?.attempts ?? [];
  const isDelivered = delivery?.state === 'delivered';
  const look = isDelivered ? 'good' : attempts.length > 0 ? 'bad' : 'wait';
  const said = {
    good: texts.destinations.tested,
    bad: texts.destinations.testFailed,
    wait: texts.destinations.testing,
  }[look];
  return (
    <div class={`note ${look}`} role="status">
      <strong>{said(address)}</strong>
      {look === 'wait' && texts.destinations.waiting}
      {look === 'bad' && delivery?.state === 'waiting' && texts.destinations.retried}
      <Attempts attempts={attempts} />
      {error !== undefined && <ErrorNote error={error} />}
    </div>
  );
}
