import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, connectBrowser } from '../../../scripts/connectBrowser.ts';
import { askServer } from '../../shared/askServer.ts';
import { startTestServer, type TestServer } from '../../shared/startTestServer.ts';

/**
 * A client as customers wrote it before this SDK: fetch, two headers, no ids, no batches. It stands
 * for existing clients, so do not change it to suit the server.
 */
const PAGE = `<!doctype html>
<title>An old page</title>
<script>
  window.LegacyClient = class {
    constructor(baseUrl, customerId, token) {
      this.baseUrl = baseUrl;
      this.headers = {
        'Content-Type': 'application/json',
        'X-Customer-ID': customerId,
        'Authorization': 'Bearer ' + token
      };
    }
    async request(method, path, body) {
      const options = { method: method, headers: this.headers };
      if (body) options.body = JSON.stringify(body);
      const response = await fetch(this.baseUrl + path, options);
      if (!response.ok) throw new Error('HTTP ' + response.status);
      return response.json();
    }
    track(type, data) {
      return this.request('POST', '/api/v1/track', { page_url: location.href, event_type: type, event_data: data });
    }
    trackInBackground(type, data) {
      return this.request('POST', '/api/v1/track/async', { page_url: location.href, event_type: type, event_data: data });
    }
  };
</script>`;

let server: TestServer;
let browser: Browser;
let site: Server;
let siteUrl: string;

beforeAll(async () => {
  server = await startTestServer({ database: 'memory' });
  browser = await connectBrowser();
  // Another origin than the API's, as before: every call goes through CORS.
  site = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end(PAGE);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/old?utm_source=letter`;
});
afterAll(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await server?.close();
});

test('an inherited client works without a change', async () => {
  const page = await browser.newPage();
  await page.goto(siteUrl);
  const said = await page.evaluate(
    async ({ url, customerId, token }) => {
      type Client = Record<'track' | 'trackInBackground', (type: string, data?: object) => Promise<unknown>> & {
        request(method: string, path: string, body?: object): Promise<unknown>;
      };
      const { LegacyClient } = window as unknown as { LegacyClient: new (...args: string[]) => Client };
      const client = new LegacyClient(url, customerId, token);
      return {
        plain: await client.track('signup', { plan: 'pro', session_id: 'session_old_1' }),
        background: await client.trackInBackground('user_interaction', { element_id: 'buy', action: 'click' }),
        empty: await client.request('POST', '/api/v1/track', {}),
        process: await client.request('POST', '/api/v1/track/process'),
        status: await client.request('GET', '/api/v1/track/status'),
        dashboard: await client.request('GET', '/api/v1/track/dashboard?limit=10'),
        config: await client.request('GET', '/api/v1/customer/config'),
        health: await client.request('GET', '/health'),
        refused: await new LegacyClient(url, customerId, 'wrong')
          .track('signup')
          .catch((error: Error) => error.message),
      };
    },
    { url: server.url, customerId: server.customerId, token: server.token },
  );

  const events = await askServer(server).events(3);
  expect(
    events.map(({ event_type, stage, session_id, page_url }) => ({ event_type, stage, session_id, page_url })),
  ).toEqual(
    expect.arrayContaining([
      { event_type: 'signup', stage: 'business', session_id: 'session_old_1', page_url: siteUrl },
      { event_type: 'user_interaction', stage: 'business', session_id: null, page_url: siteUrl },
      { event_type: 'page_view', stage: 'business', session_id: null, page_url: '' },
    ]),
  );

  const accepted = { success: true, message: expect.any(String), event_id: expect.stringMatching(/^evt_/) };
  expect(said.plain).toMatchObject({ ...accepted, processing: 'automatic', processing_status: 'complete' });
  expect(said.background).toMatchObject({ ...accepted, processing: 'background' });
  expect(said.empty).toMatchObject({ ...accepted, processing: 'automatic' });
  expect(said.process).toMatchObject({ status: 'success', result: { results: { total_error_count: 0 } } });
  expect(said.status).toMatchObject({ status: 'success', pipeline_status: { rejected: 0 } });
  expect(said.dashboard).toMatchObject({ status: 'success', summary: { total_events: 3, completion_rate: 1 } });
  expect(said.config).toMatchObject({ customer_id: server.customerId, configuration: { tracking_enabled: true } });
  expect(said.health).toMatchObject({ status: 'healthy' });
  expect(said.refused).toBe('HTTP 401');
  await page.close();
});
