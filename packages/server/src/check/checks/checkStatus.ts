import { ROUTES } from '@onevault/contract';
import { countAt, expectThat, expectValue, instantAt, listAt } from '../answer.ts';
import type { Check } from '../check.ts';
import { expectRows, findRow, sendProbe } from '../sendProbe.ts';

const MAX_RECENT_EVENTS = 10;

/** Checks the shape, and that an event just processed shows in it. */
export const checkStatus: Check = async ({ client }) => {
  const probe = await sendProbe(client, 'automatic');
  const answer = await client.get(ROUTES.status);
  expectValue(answer, 'status', 'success');
  instantAt(answer, 'timestamp');

  const [raw, staging, business] = ['raw_pending', 'staging_pending', 'business_pending'].map((name) =>
    countAt(answer, `pipeline_status.${name}`),
  );
  expectThat(
    business === Number(raw) + Number(staging),
    `${answer.what}: business_pending is ${business}, expected the sum of raw_pending ${raw} and staging_pending ${staging}`,
  );

  const times = expectRows(answer, 'recent_events');
  expectThat(times.length <= MAX_RECENT_EVENTS, `${answer.what}: ${times.length} recent_events, expected at most 10`);
  const row = findRow(answer, 'recent_events', probe);
  // Ten newer events may have pushed this one out, but then the list is full.
  expectThat(
    row !== undefined || listAt(answer, 'recent_events').length === MAX_RECENT_EVENTS,
    `${answer.what}: recent_events lacks the event ${probe.eventId}, accepted just before`,
  );

  const lastProcessed = instantAt(answer, 'pipeline_status.last_processed');
  // Whole seconds: not every server stores fractions.
  const arrived = Math.floor(Date.parse(String(row?.raw_load_date ?? '')) / 1000) * 1000;
  expectThat(
    !(lastProcessed < arrived),
    `${answer.what}: last_processed is older than the event ${probe.eventId}, although that is reported as processed`,
  );
};
