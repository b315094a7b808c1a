/** Options that are no options: what the console says when the tracker is made. */
import { expect, test } from 'vitest';
import { useSaid } from './support/useSaid.ts';

const pages = useSaid();

test.each([
  ['customerId', `{ apiToken: 'b' }`],
  ['apiToken', `{ customerId: 'a', apiToken: '' }`],
])('a missing %s is named, and the error is the known one', async (name, options) => {
  const visit = await pages.open({ start: `tracker.shutdown(); new OneVaultTracker(${options});` });
  expect(await visit.says(/Missing/)).toContain(name);
  const other = name === 'apiToken' ? 'customerId' : 'apiToken';
  expect(visit.said.join()).not.toContain(other);
  expect(visit.errors).toEqual(['OneVault Tracker requires customerId and apiToken']);
});

test('both missing: both are named', async () => {
  const visit = await pages.open({ start: 'tracker.shutdown(); new OneVaultTracker();' });
  await visit.says(/customerId/);
  await visit.says(/apiToken/);
});

test.each([
  ['onevault.min.js', `{ scrol: false }`, /scrol\b.*scroll\b/],
  ['onevault.min.js', `{ clicks: 'no' }`, /clicks.*boolean.*no/],
  ['onevault.min.js', `{ features: ['errors'] }`, /features.*function/],
  ['onevault.min.js', `{ webVitals: true }`, /webVitals/],
  ['onevault.full.min.js', `{ webVital: true }`, /webVital\b.*webVitals/],
  ['onevault.full.min.js', `{ formField: ['plan'] }`, /formField\b.*formFields/],
] as const)('%s, enableAutoTracking(%s)', async (tag, options, pattern) => {
  const visit = await pages.open({ tag, start: `tracker.enableAutoTracking(${options})` });
  expect(await visit.says(pattern)).toMatch(/^warning /);
  expect(visit.said).toHaveLength(1);
  // It is a warning: everything else works.
  expect(await visit.story(1)).toEqual(['page_view Page /']);
});

test('known options of auto-tracking are not worth a word', async () => {
  const options = `{ pageViews: true, clicks: true, forms: true, outbound: true, downloads: true, contact: true,
    items: true, scroll: false, engagement: false, features: [], routeKey: (url) => url.pathname, formFields: ['plan'],
    copy: true, errors: { max: 5 }, print: undefined }`;
  const visit = await pages.open({
    tag: 'onevault.full.min.js',
    start: `tracker.enableAutoTracking(${options})`,
  });
  expect(await visit.story(1)).toEqual(['page_view Page /']);
  expect(visit.said).toEqual([]);
});

test('a consent that is none means denied, and is told: nothing waits for ever, nothing leaves', async () => {
  const visit = await pages.open({ options: { consent: 'Granted' as never } });
  expect(await visit.says(/consent/)).toMatch(/denied.*Granted/);
  const [answer, stats] = await visit.page.evaluate(async () => [
    await window.tracker.trackEvent('x'),
    window.tracker.getDeliveryStats(),
  ]);
  expect(answer).toMatchObject({ success: false, dropped: 'consent' });
  expect(stats).toMatchObject({ queued: 0, delivered: 0 });
  // The right word later is heard; a wrong one then is denied again.
  const later = await visit.page.evaluate(async () => {
    window.tracker.setConsent('granted');
    const granted = await window.tracker.trackEvent('allowed');
    window.tracker.setConsent('yes' as never);
    return [granted, await window.tracker.trackEvent('not allowed')];
  });
  expect(later).toMatchObject([{ success: true }, { dropped: 'consent' }]);
  await visit.says(/consent.*yes/);
  expect(await visit.story(1)).toEqual(['allowed']);
});

test('the address of a route instead of the server', async () => {
  const visit = await pages.open({
    start:
      `tracker.shutdown(); new OneVaultTracker({ ...OPTIONS, apiBaseUrl: OPTIONS.apiBaseUrl + '/api/v1/track' }).trackPageView();`.replaceAll(
        'OPTIONS',
        '(OPTIONS)',
      ),
  });
  expect(await visit.says(/apiBaseUrl/)).toContain('/api/v1');
});
