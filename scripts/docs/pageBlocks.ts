import { readFileSync } from 'node:fs';
import type { Page } from '../connectBrowser.ts';
import { findBlock } from './findBlock.ts';
import { DOCUMENTED_URL } from './specBlocks.ts';

/** A block that a page runs in a real browser. */
export interface PageBlock {
  /** Code of the browser is bundled as an app's code is; `before` and `append` stand around it in its module. */
  kind: 'html' | 'module';
  before?: string;
  append?: string;
  /** Other modules of the app. */
  modules?: Record<string, string>;
  /** Other files of the site. */
  files?: Record<string, () => string>;
  /** What a visitor does. Default: clicks the button. */
  act?: (page: Page) => Promise<void>;
  /** Events that must be stored then, each with what its `event_data` must have. */
  stored: Record<string, object>;
  /** Types that must not be. */
  missing?: string[];
}

/** Below every block: something to click, and a form. */
export const BODY = `
<button type="button" id="buy">Buy</button>
<form id="join" action="#"><input name="plan" value="pro"><input name="email" value="ann@mail.example"><button id="send">Join</button></form>`;

const VIEW_AND_CLICK = { page_view: {}, user_interaction: { element_id: 'buy' } };
const IMPORT = "import { OneVaultTracker } from '@onevault/tracker';";
const TRACKER = `const tracker = new OneVaultTracker({ apiBaseUrl: '${DOCUMENTED_URL}', customerId: 'demo', apiToken: 'ovt_demo' });`;
const ROOT_ELEMENT = "document.body.prepend(Object.assign(document.createElement('div'), { id: 'root' }));";
const openBook = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Tides' }).click();
  await page.getByRole('heading', { name: 'A book' }).waitFor();
};
const SNIPPET = 'packages/sdk/README.md#a-tracker-of-your-own/1';

export const PAGE_BLOCKS: Record<string, PageBlock> = {
  'README.md#a-script-tag/1': { kind: 'html', stored: VIEW_AND_CLICK },
  'README.md#a-single-page-app/1': { kind: 'module', stored: { ...VIEW_AND_CLICK, signup: { plan: 'pro' } } },
  'packages/sdk/README.md#onevaulttracker/1': { kind: 'html', stored: VIEW_AND_CLICK },
  'packages/sdk/README.md#calls-before-the-script-has-come/1': {
    kind: 'html',
    stored: { ...VIEW_AND_CLICK, signup: { plan: 'pro' } },
  },
  'packages/sdk/README.md#a-tracker-of-your-own/1': {
    kind: 'html',
    stored: { ...VIEW_AND_CLICK, signup: { plan: 'pro' } },
  },
  'packages/sdk/README.md#a-tracker-of-your-own/2': {
    kind: 'html',
    // The inline code of the block before it, as the text says.
    files: { 'tracking.js': () => /<script>\n([\s\S]*?)<\/script>/.exec(findBlock(SNIPPET).code)?.[1] ?? '' },
    stored: { ...VIEW_AND_CLICK, signup: { plan: 'pro' } },
  },
  'packages/sdk/README.md#a-tracker-of-your-own/3': { kind: 'html', stored: VIEW_AND_CLICK },
  'packages/sdk/README.md#a-tracker-of-your-own/4': {
    kind: 'module',
    append: `${TRACKER} tracker.trackEvent('imported');`,
    stored: { imported: {} },
  },
  'packages/sdk/README.md#auto-tracking/1': {
    kind: 'module',
    before: `${IMPORT} ${TRACKER}`,
    async act(page) {
      await page.evaluate(() => {
        document.body.style.height = '9000px';
        window.scrollTo(0, 9000);
      });
      await page.locator('#send').click();
    },
    stored: { page_view: {}, form_submission: { form_id: 'join', form_data: { plan: 'pro' } } },
    missing: ['scroll_depth'],
  },
  'packages/sdk/README.md#what-a-visitor-sees/1': {
    kind: 'html',
    act: (page) => page.locator('ov-privacy-status[state=none]').getByText('No tracking').waitFor(),
    stored: {},
  },
  'packages/sdk/README.md#what-a-visitor-sees/2': {
    kind: 'html',
    act: (page) => page.getByText('Auf dieser Seite wird nichts gezählt.').waitFor(),
    stored: {},
  },
  'packages/sdk/README.md#the-inspector/1': {
    kind: 'module',
    before: `${IMPORT} ${TRACKER}`,
    append: "tracker.trackEvent('inspected');",
    act: (page) => page.locator('ov-inspector').waitFor({ state: 'attached' }),
    stored: { inspected: {} },
  },
  'packages/sdk/README.md#frameworks/1': {
    kind: 'module',
    before: "import { createRoot } from 'react-dom/client';",
    append: "createRoot(document.body.appendChild(document.createElement('div'))).render(<App />);",
    act: (page) => page.getByText('Order').click(),
    stored: { page_view: {}, ordered: { plan: 'pro' }, pricing_seen: { plan: 'pro' } },
  },
  'packages/sdk/README.md#frameworks/2': { kind: 'module', stored: VIEW_AND_CLICK },
  'packages/sdk/README.md#frameworks/3': {
    kind: 'module',
    // The reader's app.
    modules: {
      'app.ts': `
        import { defineComponent, h } from 'vue';
        import { createRouter, createWebHashHistory, RouterView } from 'vue-router';
        const Page = defineComponent({ render: () => h('p', 'page') });
        export const App = defineComponent({ render: () => h(RouterView) });
        export const router = createRouter({
          history: createWebHashHistory(),
          routes: [{ path: '/:all(.*)*', component: Page }],
        });
        document.body.appendChild(Object.assign(document.createElement('div'), { id: 'app' }));`,
    },
    stored: { page_view: { route: '/:all(.*)*' }, user_interaction: { element_id: 'buy' } },
  },
  'docs/frameworks.md#react-router/1': {
    kind: 'module',
    before: ROOT_ELEMENT,
    act: openBook,
    stored: { page_view: { route: '/books/:id' }, user_interaction: { text: 'Tides' } },
  },
  'docs/frameworks.md#tanstack-router/1': {
    kind: 'module',
    before: ROOT_ELEMENT,
    act: openBook,
    stored: { page_view: { route: '/books/$id' }, user_interaction: { text: 'Tides' } },
  },
  'docs/frameworks.md#angular/1': {
    kind: 'module',
    before: `
      import '@angular/compiler';
      import { Component } from '@angular/core';
      import { bootstrapApplication } from '@angular/platform-browser';
      import { provideRouter, RouterLink, RouterOutlet } from '@angular/router';`,
    // Without Angular's own compiler a decorator is a call.
    append: `
      const Start = Component({ selector: 'app-start', imports: [RouterLink], template: '<a routerLink="/books/tides">Tides</a>' })(class {});
      const Book = Component({ selector: 'app-book', template: '<h1>A book</h1>' })(
        class {
          constructor() {
            inject(TRACKER).trackEvent('book_opened');
          }
        },
      );
      const App = Component({ selector: 'app-root', imports: [RouterOutlet], template: '<router-outlet />' })(class {});
      document.body.prepend(document.createElement('app-root'));
      const options = { apiBaseUrl: '${DOCUMENTED_URL}', customerId: 'demo', apiToken: 'ovt_demo' };
      const routes = [
        { path: 'books', children: [{ path: ':id', component: Book }] },
        { path: '**', component: Start },
      ];
      void bootstrapApplication(App, { providers: [provideRouter(routes), provideTracker(options)] });`,
    act: openBook,
    stored: {
      page_view: { route: '/books/:id' },
      user_interaction: { text: 'Tides' },
      book_opened: {},
    },
  },
  'docs/from-other-tools.md#segment/1': {
    kind: 'module',
    stored: {
      page_view: { name: 'Teas', category: 'Shop' },
      identify: { user_id: 'user-7', traits: { plan: 'pro' } },
      transaction_step: { action: 'complete', order_id: '7', value: 9.8 },
      user_interaction: { element_id: 'buy' },
    },
    act: (page) => page.locator('#buy').click(),
  },
  'docs/from-other-tools.md#google-tag-manager/1': {
    kind: 'module',
    before: "Object.assign(window, { dataLayer: [{ event: 'sign_up', plan: 'pro' }] });",
    append: `/** @type {any} */ (window).dataLayer.push(
      { event: 'login', method: 'key', email: 'ann@mail.example' },
      { event: 'other' },
      { event: 'purchase', ecommerce: { transaction_id: 'T7', value: 9.8, currency: 'EUR' } },
    );`,
    stored: {
      ...VIEW_AND_CLICK,
      sign_up: { plan: 'pro' },
      signed_in: { method: 'key' },
      transaction_step: { order_id: 'T7', value: 9.8 },
    },
    missing: ['other'],
  },
  'packages/sdk/README.md#consent-in-components/1': {
    kind: 'module',
    before: "import { createRoot } from 'react-dom/client';",
    append: `
      const seen = { before: '' };
      tracker.on('sent', () => { seen.before ||= document.body.innerText; });
      Object.assign(window, { seen });
      createRoot(document.body.appendChild(document.createElement('div'))).render(<Shop />);`,
    async act(page) {
      await page.getByText('Not tracked').waitFor();
      await page.locator('#buy').click();
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.getByRole('button', { name: 'Stop' }).waitFor();
      // Nothing was sent while the page said that nothing is tracked.
      await page.waitForFunction(() => {
        const { seen } = window as unknown as { seen: { before: string } };
        if (seen.before.includes('Not tracked')) throw new Error('sent without consent');
        return seen.before;
      });
    },
    stored: VIEW_AND_CLICK,
  },
  'packages/sdk/README.md#extras/1': {
    kind: 'module',
    before: `${IMPORT} ${TRACKER}`,
    append: "setTimeout(() => { throw new Error('This page fails.'); });",
    stored: { ...VIEW_AND_CLICK, js_error: { message: 'This page fails.' }, web_vital: {} },
  },
  'docs/tutorials/single-page-app.md#3-write-two-views-and-an-event/1': {
    kind: 'module',
    // The page of the step before, and the module that `init` writes there.
    // Plain JavaScript, as the reader's bundler takes it.
    before:
      "// @ts-nocheck\ndocument.body.insertAdjacentHTML('afterbegin', '<nav><a href=\"assam\">Assam</a></nav><main></main>');",
    modules: {
      'tracking.ts': `${IMPORT} export const ${TRACKER.slice('const '.length)} tracker.enableAutoTracking();`,
    },
    async act(page) {
      await page.getByText('Assam').click();
      await page.evaluate(() => history.pushState(null, '', '/assam'));
      await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
      await page.locator('#order').click();
    },
    stored: { page_view: { title: 'Assam', load_type: 'push' }, tea_ordered: { tea: 'assam', value: 9.8 } },
  },
  'examples/script-tag/README.md#a-shop-with-a-script-tag/1': {
    kind: 'html',
    files: {
      'config.js': () => readFileSync(new URL('../../examples/script-tag/public/config.js', import.meta.url), 'utf8'),
    },
    stored: VIEW_AND_CLICK,
  },
};
