import { ROUTES } from '@onevault/contract';
import { countAt, expectThat, expectValue, instantAt, valueAt } from '../answer.ts';
import type { Check } from '../check.ts';
import { expectRows, findRow, sendProbe } from '../sendProbe.ts';

/** Servers may round the rate. */
const RATE_TOLERANCE = 0.01;

/** Checks the shape, `limit`, and that two new events raise the totals by at least two. */
export const checkDashboard: Check = async ({ client }) => {
  const totalBefore = countAt(await client.get(`${ROUTES.dashboard}?limit=1`), 'summary.total_events');
  const probes = [await sendProbe(client, 'automatic'), await sendProbe(client, 'automatic')];

  const answer = await client.get(`${ROUTES.dashboard}?limit=100`);
  expectValue(answer, 'status', 'success');
  instantAt(answer, 'timestamp');
  expectRows(answer, 'events');
  for (const probe of probes) {
    const row = findRow(answer, 'events', probe);
    expectThat(row !== undefined, `${answer.what}: the accepted event ${probe.eventId} is missing`);
    expectThat(
      row.business_status === '✅ Complete Pipeline',
      `${answer.what}: the event ${probe.eventId} has business_status "${row.business_status}"`,
    );
  }

  const total = countAt(answer, 'summary.total_events');
  expectThat(
    total >= totalBefore + probes.length,
    `${answer.what}: total_events went from ${totalBefore} to ${total} after ${probes.length} new events`,
  );
  const staged = countAt(answer, 'summary.processed_to_staging');
  const loaded = countAt(answer, 'summary.processed_to_business');
  expectThat(
    loaded <= staged && staged <= total,
    `${answer.what}: ${loaded} in business, ${staged} in staging, ${total} in all: a later layer cannot hold more`,
  );
  const rate = valueAt(answer, 'summary.completion_rate');
  expectThat(
    typeof rate === 'number' && Math.abs(rate - loaded / total) <= RATE_TOLERANCE,
    `${answer.what}: completion_rate is ${rate}, expected ${loaded} / ${total}`,
  );
  instantAt(answer, 'summary.latest_event');

  for (const limit of [1, 2]) {
    const limited = await client.get(`${ROUTES.dashboard}?limit=${limit}`);
    const { length } = expectRows(limited, 'events');
    expectThat(length === limit, `${limited.what}: ${length} events, expected ${limit}`);
  }
  await client.get(`${ROUTES.dashboard}?limit=many`, { status: 422 });
};
