/** One form, one submission. From what the server stored. */
import { expect, test } from 'vitest';
import type { Page } from '../../../../scripts/connectBrowser.ts';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();

interface Case {
  body: string;
  act: (page: Page) => Promise<unknown>;
  story: string[];
}

const fillAndClick = async (page: Page) => {
  await page.fill('#q', 'x');
  await page.click('#b');
};
const cases: Record<string, Case> = {
  'a script’s `submit()` is a submission, and nothing is abandoned': {
    body: '<form id="f" action="/there"><input id="q"></form><button id="b" onclick="f.submit()">b</button>',
    act: fillAndClick,
    story: ['user_interaction f start', 'user_interaction b', 'form_submission f', 'page_view Page /there'],
  },
  'into another window, where this page is not left': {
    body: '<form id="f" target="other"><input id="q"></form><iframe name="other" src="about:blank"></iframe><button id="b" onclick="f.submit()">b</button>',
    act: fillAndClick,
    // The frame shows the page, too.
    story: ['user_interaction f start', 'user_interaction b', 'form_submission f', 'page_view Page /'],
  },
  'a field that is called `submit`': {
    body: '<form id="f" action="/there"><input id="q" name="submit"></form><button id="b" onclick="HTMLFormElement.prototype.submit.call(f)">b</button>',
    act: fillAndClick,
    story: ['user_interaction f start', 'user_interaction b', 'form_submission f', 'page_view Page /there'],
  },
  'a form that is not in the page is not submitted': {
    body: `<button id="b" onclick="document.createElement('form').submit()">b</button>`,
    act: (page) => page.click('#b'),
    story: ['user_interaction b'],
  },
  'a handler that waits for a token, then `requestSubmit()`': {
    body: `<form id="f" action="/there"><input id="q"><button id="b">b</button></form><script>
      f.onsubmit = (event) => { event.preventDefault(); f.onsubmit = null; setTimeout(() => f.requestSubmit(), 20); };</script>`,
    act: fillAndClick,
    story: ['user_interaction f start', 'form_submission f', 'page_view Page /there'],
  },
  'the same, then `submit()`': {
    body: `<form id="f" action="/there"><input id="q"><button id="b">b</button></form><script>
      f.onsubmit = (event) => { event.preventDefault(); setTimeout(() => f.submit(), 20); };</script>`,
    act: fillAndClick,
    story: ['user_interaction f start', 'form_submission f', 'page_view Page /there'],
  },
  'the same, then a click of a script': {
    body: `<form id="f" action="/there"><input id="q"><button id="b">b</button></form><script>
      f.onsubmit = (event) => { event.preventDefault(); f.onsubmit = null; setTimeout(() => b.click(), 20); };</script>`,
    act: fillAndClick,
    story: ['user_interaction f start', 'form_submission f', 'page_view Page /there'],
  },
  'submitted by a button with an event of its own, then by a script': {
    body: `<form id="f" action="/there"><button id="b" data-ov-event="signup">b</button></form><script>
      f.onsubmit = (event) => { event.preventDefault(); setTimeout(() => f.submit(), 20); };</script>`,
    act: (page) => page.click('#b'),
    story: ['signup b', 'page_view Page /there'],
  },
  'submitted again by the visitor, unchanged': {
    body: '<form id="f" onsubmit="event.preventDefault()"><input id="q"><button id="b"><i>b</i></button></form>',
    act: async (page) => {
      await fillAndClick(page);
      await page.click('#b i');
      await page.locator('#q').press('Enter');
    },
    story: ['user_interaction f start', 'form_submission f', 'form_submission f', 'form_submission f'],
  },
  'submitted by Enter twice, without a button': {
    body: '<form id="f" onsubmit="event.preventDefault()"><input id="q"></form>',
    act: async (page) => {
      await page.locator('#q').press('Enter');
      await page.locator('#q').press('Enter');
    },
    story: ['form_submission f', 'form_submission f'],
  },
};

test.each(Object.entries(cases))('%s', async (_, { body, act, story }) => {
  const visit = await pages.open({ body });
  await act(visit.page);
  expect(await visit.story(story.length + 1)).toEqual(['page_view Page /', ...story]);
  expect(visit.errors).toEqual([]);
});

test.each([
  ['<form method="post"><button id="b">b</button></form>', '/F27/', 'post'],
  ['<form method="post" action=""><button id="b">b</button></form>', '/F27/', 'post'],
  ['<form action="to"><button id="b">b</button></form>', '/elsewhere/to', 'get'],
  ['<form action="/save"><button id="b" formaction="/publish" formmethod="post">b</button></form>', '/publish', 'post'],
  [
    '<form action="/save" method="post"><button id="b" formaction="" formmethod="get">b</button></form>',
    '/F27/',
    'get',
  ],
  ['<form action="/save" method="put"><input type="image" id="b" alt="b"></form>', '/save', 'get'],
  ['<form id="o" action="/save"></form><button id="b" form="o" formaction="/other">b</button>', '/other', 'get'],
])('what is sent by %s goes to %s', async (html, action, method) => {
  const visit = await pages.open({
    path: '/F27/',
    before: '<base href="/elsewhere/">',
    body: `${html}<script>addEventListener('submit', (event) => event.preventDefault())</script>`,
  });
  await visit.page.click('#b');
  expect((await visit.events(2))[1]).toMatchObject({
    event_type: 'form_submission',
    event_data: { form_data: { action: `${pages.study.url}${action}`, method } },
  });
});

test.each(['the page', 'shadow roots'])('forms of %s that are gone are let go', async (where) => {
  const visit = await pages.open();
  const { page } = visit;
  const session = await visit.context.newCDPSession(page);
  const nodes = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Memory.getDOMCounters')).nodes;
  };
  const before = await nodes();
  await page.evaluate((isShadow) => {
    for (let n = 0; n < 300; n++) {
      const host = document.createElement('div');
      document.body.append(host);
      const root = isShadow ? host.attachShadow({ mode: 'open' }) : host;
      root.innerHTML = '<form><label><input></label></form>';
      root.querySelector('input')?.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      host.remove();
    }
    return window.tracker.flush();
  }, where === 'shadow roots');
  await expect.poll(async () => (await nodes()) - before).toBeLessThan(100);
  // Each was begun, and is abandoned once it is gone.
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  const actions = (await visit.events(601)).slice(1).map(({ event_data }) => event_data.action);
  expect(actions.filter((action) => action === 'start')).toHaveLength(300);
  expect(actions.filter((action) => action === 'abandon')).toHaveLength(300);
});

test('`submit()` is the browser’s own once auto-tracking is off', async () => {
  const visit = await pages.open();
  const read = () => visit.page.evaluate(() => String(HTMLFormElement.prototype.submit));
  await visit.page.evaluate(() => window.tracker.disableAutoTracking());
  expect(await read()).toContain('[native code]');
});
