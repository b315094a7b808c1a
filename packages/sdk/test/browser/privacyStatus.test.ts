/** `<ov-privacy-status>`: what it says to a visitor is what the tracker does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findA11yProblems } from '../../../../examples/shared/findA11yProblems.ts';
import { type Study, startStudy } from './support/startStudy.ts';

const STRICT =
  "default-src 'none'; script-src 'self' 'nonce-n0nce'; connect-src *; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const toPage = (options: string, inside = '') => ({
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Privacy</title>
  <script src="/onevault.min.js"></script><script src="/onevault.privacy-status.js" defer></script>
  <script nonce="n0nce">window.tracker = new OneVaultTracker({ ...OPTIONS, ${options} }); tracker.enableAutoTracking();</script></head>
  <body><main><h1>Privacy</h1><ov-privacy-status>${inside}</ov-privacy-status></main></body></html>`,
  headers: { 'Content-Security-Policy': STRICT },
});

let study: Study;
beforeAll(async () => {
  study = await startStudy((path) => {
    switch (path) {
      case '/granted':
        return toPage('');
      case '/pending':
        return toPage("consent: 'pending'");
      case '/ignored':
        return toPage('respectSignals: false');
      case '/words':
        return toPage("consent: 'denied'", '<span slot="denied">Sie haben abgelehnt.</span>');
      case '/bare':
        return {
          body: '<!doctype html><html lang="en"><title>Privacy</title><script src="/onevault.privacy-status.js"></script><main><h1>Privacy</h1><ov-privacy-status></ov-privacy-status></main></html>',
        };
      default:
        return undefined;
    }
  });
});
afterAll(() => study?.close());

async function open(path: string, hasSignal = false) {
  const context = await study.browser.newContext({ reducedMotion: 'reduce' });
  if (hasSignal) {
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
    });
  }
  const seen = await study.visit(path, context);
  const status = seen.page.getByRole('status');
  return {
    ...seen,
    close: () => context.close(),
    status,
    state: () => seen.page.locator('ov-privacy-status').getAttribute('state'),
  };
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test.each([
    ['/granted', false, 'granted', /Your visit is tracked/],
    ['/granted', true, 'signal', /Global Privacy Control.*honours that: nothing is tracked/],
    ['/ignored', true, 'ignored', /Global Privacy Control.*does not apply that/],
    ['/pending', false, 'pending', /nothing is stored or sent/],
    ['/bare', false, 'none', /No tracking/],
  ])('%s with a signal %s says: %s', async (path, hasSignal, state, words) => {
    const seen = await open(path, hasSignal);
    await seen.page.emulateMedia({ colorScheme });
    await expect.poll(seen.state).toBe(state);
    expect(await seen.status.textContent()).toMatch(words);
    expect(await findA11yProblems(seen.page)).toEqual([]);
    expect(seen.errors).toEqual([]);
    await seen.close();
  });
});

test('with a signal the server has stored nothing', async () => {
  const seen = await open('/granted', true);
  await expect.poll(seen.state).toBe('signal');
  expect(await seen.events(0)).toEqual([]);
  expect(await seen.page.evaluate(() => window.tracker.getDeliveryStats())).toMatchObject({
    droppedByReason: { consent: 1 },
  });
  await seen.close();
});

test('follows the visitor’s decision, and says what is stored then', async () => {
  const seen = await open('/pending');
  await expect.poll(seen.state).toBe('pending');
  expect(await seen.page.getByText('Stored on this device').isVisible()).toBe(false);
  await seen.page.evaluate(() => window.tracker.setConsent('granted'));
  await expect.poll(seen.state).toBe('granted');
  await seen.page.getByText('Stored on this device').click();
  await expect.poll(() => seen.page.getByRole('definition').first().textContent()).toMatch(/^(visitor|sess)_/);
  // Opening it is no click to track.
  expect(await seen.story(1)).toEqual(['page_view Privacy /pending']);
  await seen.page.evaluate(() => window.tracker.setConsent('denied'));
  await expect.poll(seen.state).toBe('denied');
  expect(await seen.page.getByText('Stored on this device').isVisible()).toBe(false);
  await seen.close();
});

test('looking begins no session and no visitor', async () => {
  const seen = await open('/pending');
  await expect.poll(seen.state).toBe('pending');
  expect(await seen.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
    0,
    0,
    '',
  ]);
  await seen.close();
});

test('a site’s own words stand in the place of ours', async () => {
  const seen = await open('/words');
  await expect.poll(seen.state).toBe('denied');
  expect(await seen.page.getByText('Sie haben abgelehnt.').isVisible()).toBe(true);
  expect(await seen.page.getByText('You have not agreed').isVisible()).toBe(false);
  await seen.close();
});
