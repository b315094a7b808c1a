/** Journeys through real frameworks: what the server stored, event by event, and what must not be there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Study, startStudy } from './support/startStudy.ts';

const TRACK = '<script src="/onevault.min.js"></script><script>window.tracker = new OneVaultTracker(OPTIONS);</script>';

/** Vue Router; the title of a page comes late, as with data. */
const VUE = `<!doctype html><html lang="en"><head><title>Start</title>${TRACK}
<script src="/vue.js"></script><script src="/vue-router.js"></script></head><body><div id="app"></div><script>
  const page = (name, html) => ({ template: '<main><h1>' + name + '</h1>' + html + '</main>' });
  const router = VueRouter.createRouter({ history: VueRouter.createWebHistory(), routes: [
    { path: '/vue', component: page('Start', '<router-link id="to-a" to="/vue/a?token=geheim1">A</router-link>'), meta: { title: 'Start' } },
    { path: '/vue/a', component: page('A', '<router-link id="to-b" to="/vue/b">B <b data-ov-mask>geheim2</b></router-link>'), meta: { title: 'A' } },
    { path: '/vue/b', component: page('B', '<form id="f" @submit.prevent><input id="mail" name="mail"><button>Send</button></form>'), meta: { title: 'B' } },
  ] });
  router.afterEach((to) => setTimeout(() => { document.title = to.meta.title; }, 60));
  Vue.createApp({ template: '<router-view />' }).use(router).mount('#app');
  tracker.enableAutoTracking();
</script></body></html>`;

const turbo = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title>${TRACK}<script src="/turbo.js"></script>
<script>tracker.enableAutoTracking();</script></head><body>${body}</body></html>`;

const ELEMENTS = `<!doctype html><html lang="en"><head><title>Elements</title>${TRACK}<script>
  for (const mode of ['open', 'closed']) {
    customElements.define('x-' + mode, class extends HTMLElement {
      connectedCallback() {
        const root = this.attachShadow({ mode });
        root.addEventListener('submit', (event) => event.preventDefault());
        root.innerHTML =
          '<button id="in-' + mode + '"><slot></slot></button><form id="form-' + mode + '"><input name="q"><button id="go">Go</button></form>';
      }
    });
  }
  tracker.enableAutoTracking();
</script></head><body>
  <x-open id="open"><span id="slotted">Slotted</span></x-open><x-closed id="closed">Closed</x-closed>
  <div data-ov-ignore><x-open id="ignored">geheim3</x-open></div>
  <div id="role" role="button" tabindex="0">Role</div>
  <article data-item="tea-1"><button id="save" data-action="save">Save</button></article>
  <button id="declared" data-ov-event="plan_chosen" data-ov-prop-plan="pro">Choose</button>
  <a id="phone" href="tel:+4930123">Call</a>
</body></html>`;

let study: Study;
beforeAll(async () => {
  study = await startStudy((path) => {
    if (path.startsWith('/vue')) return VUE;
    if (path === '/turbo') return turbo('One', '<a id="next" href="/turbo/two">Two</a>');
    if (path === '/turbo/two') return turbo('Two', '<h1>Two</h1><a id="third" href="/turbo/three">Three</a>');
    if (path === '/turbo/three') return turbo('Three', '<h1>Three</h1>');
    if (path === '/elements') return ELEMENTS;
    if (path === '/bfcache')
      return `<!doctype html><title>Back</title>${TRACK}<script>tracker.enableAutoTracking()</script><a href="/elements">x</a>`;
    return undefined;
  });
});
afterAll(() => study?.close());

describe.each(['the Navigation API', 'patched history'])('Vue Router, with %s', (api) => {
  test('each route once, with its own title; nothing typed, masked or secret', async () => {
    const visit = await study.visit('/elements');
    const { page } = visit;
    if (api === 'patched history') {
      await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
    }
    await page.goto(`${study.url}/vue`);
    await page.click('#to-a');
    await page.getByRole('heading', { name: 'A' }).waitFor();
    await page.waitForFunction(() => document.title === 'A');
    await page.click('#to-b');
    await page.fill('#mail', 'geheim4@mail.test');
    await page.waitForFunction(() => document.title === 'B');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.goBack();
    await page.waitForFunction(() => document.title === 'A');
    await page.evaluate(() => history.replaceState(history.state, '', `${location.pathname}?x=1`));
    expect(await visit.story(9)).toEqual([
      'page_view Elements /elements',
      'page_view Start /vue',
      'user_interaction to-a',
      'page_view A /vue/a',
      'user_interaction to-b',
      'page_view B /vue/b',
      'user_interaction f start',
      'form_submission f',
      'page_view A /vue/a',
    ]);
    const [, , link, view] = await visit.events(9);
    expect(link?.event_data.href).toBe(`${study.url}/vue/a?token=[masked]`);
    expect(view).toMatchObject({
      page_url: `${study.url}/vue/a?token=[masked]`,
      event_data: { referrer: `${study.url}/vue`, previous_path: '/vue', load_type: 'push' },
    });
    expect(await visit.everything()).not.toContain('geheim');
    expect(visit.errors).toEqual([]);
    await visit.close();
  });

  test('initial, push, push and back are four page views; replacing by the same route none', async () => {
    const visit = await study.visit('/elements');
    const { page } = visit;
    if (api === 'patched history') {
      await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
    }
    await page.goto(`${study.url}/vue`);
    await page.evaluate(async () => {
      const { pushState, replaceState } = History.prototype;
      history.pushState({}, '', '/vue/a');
      history.pushState({}, '', '/vue/b');
      history.replaceState({}, '', '/vue/b');
      history.replaceState({}, '', '/vue/b#part');
      await new Promise((resolve) => {
        window.addEventListener('popstate', resolve, { once: true });
        history.back();
      });
      window.tracker.disableAutoTracking();
      history.pushState({}, '', '/vue/unseen');
      if ('navigation' in window && window.navigation && History.prototype.pushState !== pushState)
        throw new Error('patched');
      if (String(History.prototype.pushState) !== 'function pushState() { [native code] }')
        throw new Error('not restored');
      void replaceState;
    });
    const views = (await visit.events(5)).slice(1).map(({ page_url }) => new URL(page_url).pathname);
    expect(views).toEqual(['/vue', '/vue/a', '/vue/b', '/vue/a']);
    await visit.close();
  });
});

test('Turbo: each page once, with its own title, in one document', async () => {
  const visit = await study.visit('/turbo');
  const { page } = visit;
  await page.click('#next');
  await page.getByRole('heading', { name: 'Two' }).waitFor();
  await page.click('#third');
  await page.getByRole('heading', { name: 'Three' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Two' }).waitFor();
  expect(await visit.story(6)).toEqual([
    'page_view One /turbo',
    `user_interaction next`,
    'page_view Two /turbo/two',
    'user_interaction third',
    'page_view Three /turbo/three',
    'page_view Two /turbo/two',
  ]);
  const events = await visit.events(6);
  expect(new Set(events.map(({ event_data }) => event_data.tab_id)).size).toBe(1);
  const ids = events
    .filter(({ event_type }) => event_type === 'page_view')
    .map(({ event_data }) => event_data.page_view_id);
  expect(new Set(ids).size).toBe(4);
  expect(visit.errors).toEqual([]);
  await visit.close();
});

test('custom elements: open and closed, slotted, with forms inside; keys; items; declared events', async () => {
  const visit = await study.visit('/elements');
  const { page } = visit;
  await page.click('#slotted');
  await page.click('#open >> #form-open button');
  await page.locator('#closed').click({ position: { x: 10, y: 10 } });
  await page.click('#ignored >> #in-open');
  await page.focus('#role');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.click('#save');
  await page.click('#declared');
  await page.evaluate(() =>
    document.querySelector('#phone')?.addEventListener('click', (event) => event.preventDefault()),
  );
  await page.click('#phone');
  expect(await visit.story(9)).toEqual([
    'page_view Elements /elements',
    'user_interaction in-open',
    'form_submission form-open',
    'user_interaction closed',
    'user_interaction role',
    'user_interaction role',
    'item_interaction save save',
    'plan_chosen declared',
    'contact_interaction phone phone_click',
  ]);
  const events = await visit.events(9);
  expect(events[6]?.event_data).toMatchObject({ item_id: 'tea-1' });
  expect(events[7]?.event_data).toMatchObject({ plan: 'pro' });
  expect(await visit.everything()).not.toContain('geheim');
  await visit.close();
});
