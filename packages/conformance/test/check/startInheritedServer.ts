/** For the tests of the checks: a server of the inherited contract, in memory, that can give false answers. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HEADER_CUSTOMER_ID, ROUTES } from '@onevault/contract';

export type Lie =
  | 'stores nothing'
  | 'never processes background events'
  | 'sets every event aside'
  | 'ignores the limit'
  | 'shows the oldest first'
  | 'counts are constants'
  | 'database is down';

interface Row {
  event_id: string;
  raw_event_type: string;
  raw_load_date: string;
  staging_status: string;
  business_status: string;
  page_url: string;
}

interface Reply {
  status: number;
  body: unknown;
}

export async function startInheritedServer(lie?: Lie): Promise<{ url: string; stop: () => Promise<void> }> {
  const rows: Row[] = [];
  let stored = 0;
  const now = () => new Date().toISOString();
  const newestFirst = () => (lie === 'shows the oldest first' ? [...rows] : [...rows].reverse());
  const loaded = () => rows.filter((row) => row.business_status.includes('Complete')).length;

  const store = (body: Record<string, unknown>, isBackground: boolean): Reply => {
    // Ignores the client's ids and makes its own, as the inherited server did.
    stored += 1;
    const event_id = `evt_inherited_${stored}`;
    const isComplete =
      lie !== 'sets every event aside' && !(isBackground && lie === 'never processes background events');
    if (lie !== 'stores nothing') {
      rows.push({
        event_id,
        raw_event_type: String(body.event_type ?? 'page_view'),
        raw_load_date: now(),
        staging_status: 'PROCESSED',
        business_status: isComplete ? '✅ Complete Pipeline' : '⏳ Pending',
        page_url: String(body.page_url ?? ''),
      });
    }
    const processing = isBackground ? 'background' : 'automatic';
    return ok({ success: true, message: 'Event tracked', event_id, processing, processing_status: 'complete' });
  };

  const ok = (body: object): Reply => ({ status: 200, body: { ...body, timestamp: now() } });

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === ROUTES.health) return ok({ status: 'healthy', service: 'inherited', version: '1.0' });
    if (pathname === ROUTES.healthDb) {
      if (lie === 'database is down') return ok({ status: 'unhealthy', database: 'error', error: 'no connection' });
      const auth_functions_available = { track_site_event: true };
      return ok({ status: 'healthy', database: 'connected', api_functions: ['x'], auth_functions_available });
    }
    if (!request.headers[HEADER_CUSTOMER_ID.toLowerCase()]) return { status: 400, body: { detail: 'No customer' } };
    if (request.headers.authorization !== 'Bearer right') return { status: 401, body: { detail: 'Invalid token' } };
    if (pathname === ROUTES.track) return store(await readJson(request), false);
    if (pathname === ROUTES.trackAsync) return store(await readJson(request), true);
    if (pathname === ROUTES.status) {
      const pipeline_status = { raw_pending: 0, staging_pending: 0, business_pending: 0, last_processed: now() };
      return ok({ status: 'success', pipeline_status, recent_events: newestFirst().slice(0, 10) });
    }
    if (pathname === ROUTES.dashboard) {
      const limit = Number(searchParams.get('limit') ?? 20);
      if (!Number.isInteger(limit)) return { status: 422, body: { detail: 'limit is not an integer' } };
      const summary = {
        total_events: lie === 'counts are constants' ? 1 : rows.length,
        processed_to_staging: lie === 'counts are constants' ? 1 : rows.length,
        processed_to_business: lie === 'counts are constants' ? 1 : loaded(),
        completion_rate: lie === 'counts are constants' || rows.length === 0 ? 1 : loaded() / rows.length,
        latest_event: rows.at(-1)?.raw_load_date ?? null,
      };
      const events = newestFirst().slice(0, lie === 'ignores the limit' ? undefined : limit);
      return ok({ status: 'success', summary, events });
    }
    if (pathname === ROUTES.process) {
      const results = {
        total_processed: 0,
        raw_to_staging_count: 0,
        staging_to_business_count: 0,
        total_success_count: 0,
        total_error_count: 0,
        processing_summary: 'Nothing to do',
      };
      return ok({ status: 'success', message: 'Processed', result: { triggered_at: now(), results } });
    }
    return { status: 404, body: { error: 'Not Found', message: pathname, available_endpoints: [] } };
  };

  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}
