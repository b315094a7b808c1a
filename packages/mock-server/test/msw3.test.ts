/** The handlers under MSW 3, which runs on Node 22 and newer; `msw.test.ts` has them under MSW 2. */
import { expect, test, vi } from 'vitest';
import { skipUnless } from '../../../scripts/skipUnless.ts';
import '../src/vitest/index.ts';

const API = 'https://track.example';
const nodeMajor = Number(process.versions.node.split('.')[0]);

// As in an application with MSW 3: one `msw` for the handlers and for the server.
vi.mock('msw', () => import('msw-3'));

test(
  'the handlers answer, wait and fail under MSW 3 as under MSW 2',
  skipUnless(nodeMajor >= 22, 'MSW 3 needs Node 22'),
  async () => {
    const { setupServer } = await import('msw-3/node');
    const { handlers } = await import('../src/msw/index.ts');
    const tracking = handlers({ apiBaseUrl: API, customerId: 'acme', apiToken: 'secret' });
    const msw = setupServer(...(tracking as unknown as Parameters<typeof setupServer>));
    const send = (body: object) =>
      fetch(`${API}/api/v1/track`, {
        method: 'POST',
        headers: { 'X-Customer-ID': 'acme', Authorization: 'Bearer secret', 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    msw.listen();
    try {
      const answer = await send({ event_type: 'signup', event_data: { plan: 'pro' } });
      expect(await answer.json()).toMatchObject({ success: true, processing_status: 'complete' });
      await expect(tracking).toHaveTrackedTimes('signup', 1, { plan: 'pro' });
      tracking.faults.add({ fault: 'drop_after', first: 1 });
      await expect(send({ event_id: 'evt_1', event_type: 'order' })).rejects.toThrow();
      expect(await (await send({ event_id: 'evt_1', event_type: 'order' })).json()).toMatchObject({ duplicate: true });
      await tracking.waitFor({ event_type: 'order' });
    } finally {
      msw.close();
      await tracking.close();
    }
  },
);
