/** Texts that are cut, and what must not leave the page. */
import { describe, expect, test } from 'vitest';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();
const FAMILY = '👨‍👩‍👧';

describe('no text is cut through a character', () => {
  test.each([
    ['a'.repeat(99), '😀', 'a'.repeat(99)],
    ['a'.repeat(98), '😀', `${'a'.repeat(98)}😀`],
    ['a'.repeat(97), FAMILY, `${'a'.repeat(97)}👨`],
    ['a'.repeat(95), FAMILY, `${'a'.repeat(95)}👨‍👩`],
  ])('the text of a button, %s%s', async (start, end, text) => {
    const visit = await pages.open({ body: `<button id="b">${start}${end}</button>` });
    await visit.page.click('#b');
    const [, click] = await visit.events(2);
    expect(click?.event_data.text).toBe(text);
  });

  test('search terms: the first and the next', async () => {
    const visit = await pages.open({
      tag: 'onevault.full.min.js',
      start: 'tracker.enableAutoTracking({ search: true });',
      path: `/?q=${'a'.repeat(199)}😀b`,
    });
    await visit.page.evaluate(() => history.pushState(null, '', '/?q=tea'));
    const events = (await visit.events(3)).filter(({ event_type }) => event_type === 'search');
    expect(events.map(({ event_data }) => event_data.search_term)).toEqual(['a'.repeat(199), 'tea']);
  });

  test('campaigns, titles, attributes', async () => {
    const visit = await pages.open({
      path: `/?utm_campaign=${'a'.repeat(255)}😀b&utm_term=${'t'.repeat(256)}`,
      start: `document.title = '${'t'.repeat(999)}😀'.repeat(1000); tracker.enableAutoTracking();`,
      body: `<button id="b" class="${'c'.repeat(9_999)}😀" aria-label="x">b</button>`,
    });
    await visit.page.click('#b');
    const [view, click] = await visit.events(2);
    expect(view?.event_data).toMatchObject({
      title: 't'.repeat(999),
      first_touch: { utm_campaign: 'a'.repeat(255), utm_term: 't'.repeat(256) },
    });
    expect(click?.event_data.element_class).toBe('c'.repeat(9_999));
  });
});

describe('what is in an address', () => {
  test.each([
    '/device?user_code=WXYZ-QRST',
    '/s/slug?share=k3y9zz',
    '/login?magic=q1w2e3&invite=q1w2e3',
    '/?nonce=k3y9zz',
    '/?hash=k3y9zz',
    '/?otp=4711&tan=4712',
    '/?oobCode=k3y9zz&mode=resetPassword',
    '/file?Policy=k3y9zz&Signature=k3y9zz&Key-Pair-Id=k3y9zz',
    '/invite/k3y9zz',
    '/app#/reset/k3y9zz',
  ])('%s does not leave', async (path) => {
    const visit = await pages.open({ path, body: `<a id="a" href="${path}&own=1">a</a>` });
    await visit.page.evaluate(() => {
      document.addEventListener('click', (event) => event.preventDefault());
      document.querySelector('a')?.click();
    });
    await visit.page.evaluate((address) => window.tracker.trackEvent('own', { address }), path);
    expect(await visit.events(3)).toHaveLength(3);
    expect(await visit.everything()).not.toMatch(/WXYZ|k3y9zz|q1w2e3|471[12]/);
  });

  test('what is ordinary stays', async () => {
    const path = '/list?page=2&sort=price&q=tea&lang=en&tab=new&hashtag=x&utm_source=mail&gclid=abc123&ref=home';
    const visit = await pages.open({ path });
    const [view] = await visit.events(1);
    expect(view?.page_url).toBe(pages.study.url + path);
  });

  test.each([
    ['mailto:ann@mail.test?subject=secret1&body=secret2&cc=secret3@mail.test', 'contact_interaction'],
    ['sms:+4930123?body=secret1', 'contact_interaction'],
  ])('of %s nothing that was written leaves', async (href, type) => {
    const visit = await pages.open({
      body: `<a id="a" href="${href}" data-ov-prop-to="  ${href}">a</a>`,
      start: 'tracker.enableAutoTracking(); addEventListener("click", (event) => event.preventDefault());',
    });
    await visit.page.click('#a');
    expect((await visit.events(2)).map(({ event_type }) => event_type)).toEqual(['page_view', type]);
    expect(await visit.everything()).not.toMatch(/secret|ann/);
  });

  test('nothing hides an address in data-ov-prop-*', async () => {
    const visit = await pages.open({
      body: `<button id="b" data-ov-event="own" data-ov-prop-a=" https://a.test/?token=secret1" data-ov-prop-b="\n\t/?token=secret2"
        data-ov-prop-c="&nbsp;/?token=secret3" data-ov-prop-d="&#8203;mailto:secret4@mail.test" data-ov-prop-e=" fine ">b</button>`,
    });
    await visit.page.click('#b');
    const [, own] = await visit.events(2);
    expect(own?.event_data).toMatchObject({ a: 'https://a.test/?token=[masked]', d: 'mailto:[masked]', e: ' fine ' });
    expect(await visit.everything()).not.toContain('secret');
  });
});

test('addresses of a megabyte are cut, and every event is stored', async () => {
  const visit = await pages.open();
  const parts = ['a', 'a@', '%40', '?a=', '&b=c@d.', 'A1', 'reset/', '4111 ', '%25', ' ', '/'];
  await visit.page.evaluate(async (all) => {
    for (const part of all) {
      const text = part.repeat(900_000 / part.length);
      await window.tracker.trackEvent({ event_type: 'own', page_url: `https://a.test/${text}` });
      await window.tracker.trackEvent('own', { referrer: `/${text}`, [`/${text}`]: 1 });
    }
    history.pushState(null, '', `/next?utm_source=${'x'.repeat(900_000)}`);
  }, parts);
  const events = await visit.events(2 + 2 * parts.length);
  expect(events).toHaveLength(2 + 2 * parts.length);
  for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(50_000);
});

describe('text that was typed', () => {
  test.each([
    ['a document in designMode', 'document.designMode = "on"', '<a id="a" href="#x">geheim</a>'],
    ['an editable part', '', '<div contenteditable><a id="a" href="#x">geheim</a></div>'],
    [
      'a document in designMode whose form has that name',
      'Object.getOwnPropertyDescriptor(Document.prototype, "designMode").set.call(document, "on")',
      '<form name="designMode"></form><a id="a" href="#x">geheim</a>',
    ],
  ])('in %s', async (_, script, body) => {
    const visit = await pages.open({
      tag: 'onevault.full.min.js',
      body,
      start: 'tracker.enableAutoTracking({ rageClicks: true, copy: true });',
    });
    await visit.page.evaluate(script);
    await visit.page.evaluate(() => {
      for (let n = 0; n < 3; n++) document.querySelector('a')?.click();
    });
    await visit.events(4);
    expect(await visit.everything()).not.toContain('geheim');
    expect(visit.errors).toEqual([]);
  });
});

describe('a link that carries the visitor', () => {
  const start = 'tracker.enableAutoTracking({ crossDomain: { domains: ["127.0.0.1", "localhost"] } });';
  /** What a click requests, which is what somebody could copy. */
  const follow = async () => {
    const there = pages.study.url.replace('127.0.0.1', 'localhost');
    const visit = await pages.open({
      tag: 'onevault.full.min.js',
      start,
      body: `<a id="a" href="${there}/there?a=1">a</a>`,
    });
    const requested: string[] = [];
    visit.page.on('request', (request) => request.isNavigationRequest() && requested.push(request.url()));
    await visit.page.click('#a');
    await visit.page.waitForURL((url) => url.hostname === 'localhost');
    return { visit, address: requested.find((url) => url.includes('_ov')) ?? '' };
  };
  const identityOf = (page: import('playwright-core').Page) => page.evaluate(() => window.tracker.getIdentity());

  test('it counts once: not after a logout, in a second tab, or from a shared link', async () => {
    const { visit, address } = await follow();
    const [first, second] = (await visit.events(3)).filter(({ event_type }) => event_type === 'page_view');
    expect(second?.event_data.visitor_id).toBe(first?.event_data.visitor_id);
    expect(second?.event_data.session_id).toBe(first?.event_data.session_id);
    expect(visit.page.url()).not.toContain('_ov');

    await visit.page.evaluate(() => window.tracker.reset());
    const fresh = await identityOf(visit.page);
    const tab = await visit.context.newPage();
    await tab.goto(address, { referer: `${pages.study.url}/` });
    expect(await identityOf(tab)).toEqual(fresh);
    expect(tab.url()).not.toContain('_ov');

    const other = await pages.study.browser.newContext();
    const shared = await other.newPage();
    for (const referer of [undefined, 'http://evil.test/', 'http://localhost:1/']) {
      await shared.goto(address, referer ? { referer } : {});
      expect((await identityOf(shared))?.visitor_id).not.toBe(first?.event_data.visitor_id);
    }
    await other.close();
  });
});
