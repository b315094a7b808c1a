import { ROUTES } from '@onevault/contract';
import { type Answer, expectThat, expectValue, instantAt, listAt, textAt, valueAt } from './answer.ts';
import type { Client } from './createClient.ts';

/** A test event with a unique id and url. */
export interface Probe {
  eventId: string;
  pageUrl: string;
}

/** How far the probe came: `business`, another stage with its reason, or `nowhere`. */
interface Whereabouts {
  stage: string;
  reason: string;
}

/** The largest limit of the dashboard: other traffic may have pushed the probe down. */
const DASHBOARD_ROWS = 500;
const POLL_INTERVAL_MS = 50;

/** Posts an event and checks what the answer says. */
export async function sendProbe(client: Client, how: 'automatic' | 'background'): Promise<Probe> {
  const id = `evt_check_${crypto.randomUUID()}`;
  const pageUrl = `https://check.example/${how}/${id}`;
  const answer = await client.post(how === 'automatic' ? ROUTES.track : ROUTES.trackAsync, {
    event_id: id,
    event_type: 'automation_check',
    page_url: pageUrl,
    event_data: {
      check: how,
      session_id: `sess_${id}`,
      visitor_id: client.visitorId,
      timestamp: new Date().toISOString(),
    },
  });
  expectValue(answer, 'success', true);
  expectValue(answer, 'processing', how);
  textAt(answer, 'message');
  textAt(answer, 'processing_status');
  instantAt(answer, 'timestamp');
  // A server that ignores the client's event_id makes its own and answers with it.
  const eventId = textAt(answer, 'event_id');
  client.accepted.push(eventId);
  return { eventId, pageUrl };
}

/** Asks the server where the event is; the answer to the post is no proof. */
async function locateProbe(client: Client, probe: Probe): Promise<Whereabouts> {
  const answer = await client.ask('GET', ROUTES.event.replace(':event_id', probe.eventId));
  if (answer.status === 200) {
    const message = valueAt(answer, 'event.reason.message');
    return { stage: textAt(answer, 'event.stage'), reason: typeof message === 'string' ? message : '' };
  }
  if (valueAt(answer, 'error_code') === 'UNKNOWN_EVENT')
    return { stage: 'nowhere', reason: 'the server does not know it' };
  // This server lacks the event route: use its dashboard.
  const dashboard = await client.get(`${ROUTES.dashboard}?limit=${DASHBOARD_ROWS}`);
  const row = findRow(dashboard, 'events', probe);
  if (!row) return { stage: 'nowhere', reason: 'the dashboard does not show it' };
  const status = String(row.business_status);
  return { stage: status.includes('Complete') ? 'business' : 'pending', reason: `the dashboard says "${status}"` };
}

/** Fails unless the probe reaches the business layer within `patienceMs`. */
export async function expectInBusiness(client: Client, probe: Probe, patienceMs: number): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const { stage, reason } = await locateProbe(client, probe);
    if (stage === 'business') return;
    const waitedMs = Math.round(performance.now() - startedAt);
    expectThat(
      waitedMs < patienceMs && stage !== 'rejected',
      `the event ${probe.eventId} was accepted, but is not in the business layer${
        patienceMs > 0 ? ` after ${waitedMs} ms` : ''
      }: ${stage}${reason && `, ${reason}`}`,
    );
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

/** The probe's row in a list of events. */
export function findRow(answer: Answer, path: string, probe: Probe): Record<string, unknown> | undefined {
  const rows = listAt(answer, path) as Record<string, unknown>[];
  return rows.find((row) => row?.event_id === probe.eventId || row?.page_url === probe.pageUrl);
}

/** Checks that every row has the dashboard's fields and that the newest comes first. Returns the times, in order. */
export function expectRows(answer: Answer, path: string): number[] {
  const times = listAt(answer, path).map((_, index) => {
    for (const field of ['event_id', 'raw_event_type', 'staging_status', 'business_status']) {
      textAt(answer, `${path}.${index}.${field}`);
    }
    return instantAt(answer, `${path}.${index}.raw_load_date`);
  });
  const isNewestFirst = times.every((time, index) => index === 0 || time <= Number(times[index - 1]));
  expectThat(isNewestFirst, `${answer.what}: ${path} is not sorted newest first`);
  return times;
}
