/** A site that has Segment's snippet and calls: what the server stored of them, and what must not be there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveModule } from './support/serveModule.ts';
import { type Study, startStudy } from './support/startStudy.ts';

/** As Segment's snippet works: a list with methods that keep their calls, with where the page was behind them. */
const SNIPPET = `
  var analytics = window.analytics = [];
  'track page identify group alias screen reset ready on once off trackLink trackForm user setAnonymousId debug'.split(' ').forEach(function (name) {
    analytics[name] = function () {
      if (window.analytics.initialized) return window.analytics[name].apply(window.analytics, arguments);
      var args = Array.prototype.slice.call(arguments);
      if (/track|page|identify|group|alias|screen/.test(name))
        args.push({ __t: 'bpc', c: undefined, p: location.pathname, u: location.href, s: location.search, t: document.title, r: document.referrer });
      args.unshift(name);
      analytics.push(args);
      return analytics;
    };
  });`;

const PAGE = `<!doctype html><html lang="en"><head><title>Teas</title><script>${SNIPPET}
  window.kept = window.analytics;
  analytics.identify('user-7', { email: 'geheim1@mail.test', name: 'geheim2', plan: 'pro' });
  analytics.page('Shop', 'Teas', { search: '?token=geheim3' });
  analytics.track('Product Viewed', { product_id: 'tea-1', name: 'Sencha', price: 9.8, email: 'geheim4@mail.test' });
  analytics.ready(() => { window.isReady = true; });
</script></head><body>
  <a id="next" href="/next">Next</a>
  <script src="/onevault.min.js"></script>
  <script type="module">
    import { installAnalytics } from '/analytics.js';
    window.tracker = new OneVaultTracker(OPTIONS);
    history.replaceState(null, '', '/later');
    installAnalytics(tracker, { traits: ['plan'] });
    window.kept.track('Order Completed', {
      order_id: '7', total: '19.6', currency: 'EUR',
      products: [{ product_id: 'tea-1', name: 'Sencha', price: 9.8, quantity: 2 }],
      user: { phone: '+49 30 geheim5', note: 'write to geheim6@mail.test' },
    });
    analytics.trackLink(document.querySelectorAll('#next'), 'Link Followed', (link) => ({ to: link.id }));
    window.kept.push(['track', 'Pushed']);
    document.body.dataset.done = '';
  </script></body></html>`;

let study: Study;
beforeAll(async () => {
  study = await startStudy((path) => {
    if (path === '/segment') return PAGE;
    if (path === '/next') return '<!doctype html><title>Next</title>';
    if (path === '/analytics.js') return serveModule('analytics');
    return undefined;
  });
});
afterAll(() => study?.close());

test('calls of the snippet and later ones are stored once, without a word about who it is', async () => {
  const visit = await study.visit('/segment?token=geheim7');
  const { page } = visit;
  await page.waitForSelector('[data-done]', { state: 'attached' });
  expect(await page.evaluate(() => (window as { isReady?: boolean }).isReady)).toBe(true);
  await page.click('#next');
  await page.waitForURL('**/next');
  const events = await visit.events(6);
  expect(events.map(({ event_type }) => event_type)).toEqual([
    'identify',
    'page_view',
    'item_interaction',
    'transaction_step',
    'Pushed',
    'Link Followed',
  ]);
  const [identified, view, viewed, order, , followed] = events;
  expect(identified?.event_data).toMatchObject({ user_id: 'user-7', traits: { plan: 'pro' } });
  // The page of the call, and not that of the moment in which it is made again.
  for (const kept of [view, viewed]) expect(kept?.page_url).toBe(`${study.url}/segment?token=[masked]`);
  expect(order?.page_url).toBe(`${study.url}/later`);
  expect(view?.event_data).toMatchObject({ name: 'Teas', category: 'Shop', title: 'Teas' });
  expect(viewed?.event_data).toMatchObject({ action: 'view', product_id: 'tea-1' });
  expect(order?.event_data).toMatchObject({
    step: 'order',
    action: 'complete',
    order_id: '7',
    value: 19.6,
    currency: 'EUR',
  });
  expect(order?.item_ids).toEqual(['tea-1']);
  expect(followed?.event_data).toMatchObject({ to: 'next' });
  for (const { user_id } of events) expect(user_id).toBe('user-7');
  expect(await visit.everything()).not.toContain('geheim');
  expect(visit.errors).toEqual([]);
  await visit.close();
});
