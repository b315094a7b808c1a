/** A page with a data layer: what the server stored of it, with Tag Manager's own patch before and behind ours. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveModule } from './support/serveModule.ts';
import { type Study, startStudy } from './support/startStudy.ts';

const PAGE = `<!doctype html><html lang="en"><head><title>Teas</title><script>
  window.dataLayer = window.dataLayer || [];
  function gtag() { dataLayer.push(arguments); }
  // Tag Manager: it replaces push, calls the one before it, and keeps the newest entries only.
  function startTagManager() {
    const inner = dataLayer.push;
    dataLayer.push = function () {
      const result = inner.apply(dataLayer, arguments);
      while (dataLayer.length > 5) dataLayer.shift();
      return result;
    };
  }
  gtag('js', new Date());
  gtag('consent', 'default', { analytics_storage: 'denied' });
  dataLayer.push({ event: 'view_item', ecommerce: { currency: 'EUR', value: 9.8, items: [{ item_id: 'tea-1', item_name: 'Sencha', price: 9.8 }] } });
  dataLayer.push({ event: 'unknown', email: 'geheim1@mail.test' });
</script></head><body>
  <script src="/onevault.min.js"></script>
  <script type="module">
    import { startDataLayer } from '/gtm.js';
    window.tracker = new OneVaultTracker(OPTIONS);
    if (location.search) startTagManager();
    const options = { consent: true, events: { sign_up: true, login: ({ method }) => ['signed_in', { method }], broken: () => { throw new Error('of the page'); } } };
    startDataLayer(tracker, options);
    // Twice, as with a snippet that is there twice.
    startDataLayer(tracker, options);
    if (!location.search) startTagManager();
    dataLayer.push({ event: 'sign_up', plan: 'pro', element: document.body, user_data: { email: 'geheim2@mail.test' }, 'gtm.uniqueEventId': 3 });
    gtag('consent', 'update', { analytics_storage: 'granted' });
    gtag('event', 'login', { method: 'key', email: 'geheim3@mail.test' });
    dataLayer.push({ event: 'broken' }, null, 7, 'text', () => {}, { ecommerce: null });
    dataLayer.push({ event: 'purchase', ecommerce: { transaction_id: 'T7', value: '19.60', currency: 'EUR', items: [{ item_id: 'tea-1', quantity: 2 }] }, eventCallback() {} });
    const self = { event: 'sign_up' };
    self.self = self;
    dataLayer.push(self);
    document.body.dataset.length = dataLayer.length;
  </script></body></html>`;

let study: Study;
beforeAll(async () => {
  study = await startStudy((path) => {
    if (path === '/gtm') return PAGE;
    if (path === '/gtm.js') return serveModule('gtm');
    return undefined;
  });
});
afterAll(() => study?.close());

test.each(['', '?first'])(
  'chosen events are stored once each, also those from before (Tag Manager %s)',
  async (order) => {
    const visit = await study.visit(`/gtm${order}`);
    await visit.page.waitForSelector('[data-length]', { state: 'attached' });
    const events = await visit.events(5);
    expect(
      events.map(({ event_type, event_data }) => [
        event_type,
        event_data.action ?? event_data.method ?? event_data.plan,
      ]),
    ).toEqual([
      ['item_interaction', 'view'],
      ['sign_up', 'pro'],
      ['signed_in', 'key'],
      ['transaction_step', 'complete'],
      ['sign_up', undefined],
    ]);
    const [viewed, signedUp, , paid] = events;
    expect(viewed?.item_ids).toEqual(['tea-1']);
    expect(paid?.event_data).toMatchObject({ step: 'order', order_id: 'T7', value: 19.6, currency: 'EUR' });
    expect(signedUp?.event_data).not.toHaveProperty('element');
    expect(await visit.everything()).not.toContain('geheim');
    expect(visit.errors).toEqual([]);
    await visit.close();
  },
);
