/** Rage and dead clicks: only where somebody was annoyed. From what the server stored. */
import { expect, test } from 'vitest';
import type { Page } from '../../../../scripts/connectBrowser.ts';
import type { StudyVisit } from './support/startStudy.ts';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();
const tag = 'onevault.full.min.js';

const thrice = (selector: string, at?: { x: number; y: number }) => (page: Page) =>
  page.click(selector, { clickCount: 3, ...(at && { position: at }) });

const CALM: Record<string, [body: string, act: (page: Page) => Promise<unknown>]> = {
  'two clicks on a label of a checkbox': [
    '<label><input type="checkbox"><span id="b">on</span></label>',
    async (page) => {
      await page.click('#b');
      await page.click('#b');
    },
  ],
  'three clicks on a checkbox': ['<input type="checkbox" id="b">', thrice('#b')],
  'Enter on a button, three times': [
    '<button id="b">b</button>',
    async (page) => {
      for (let n = 0; n < 3; n++) await page.locator('#b').press('Enter');
    },
  ],
  'a paragraph that is selected': ['<p id="b">some words of a text</p>', thrice('#b', { x: 20, y: 8 })],
  'a paragraph in a shadow root that is selected': [
    `<div id="b"></div><script>b.attachShadow({ mode: 'open' }).innerHTML = '<p>some words of a text</p>'</script>`,
    thrice('#b p', { x: 20, y: 8 }),
  ],
  'the arrow of a number field': [
    '<input id="b" type="number" style="width:100px;height:30px">',
    thrice('#b', { x: 92, y: 8 }),
  ],
  'a text field that is selected': ['<input id="b" value="some words">', thrice('#b', { x: 20, y: 8 })],
  'a game': ['<canvas id="b" width="100" height="100"></canvas>', thrice('#b')],
};

test.each(Object.entries(CALM))('no rage: %s', async (_, [body, act]) => {
  const visit = await pages.open({
    tag,
    body,
    start: 'tracker.enableAutoTracking({ clicks: false, rageClicks: true });',
  });
  await act(visit.page);
  await visit.page.evaluate(() => window.tracker.trackEvent('end'));
  expect((await visit.events(2)).map(({ event_type }) => event_type)).not.toContain('rage_click');
});

const SLOT = `<script>customElements.define('x-b', class extends HTMLElement {
  constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<button><slot></slot></button>'; }
});</script>`;
test.each([
  ['<button id="b">Buy</button>', 'Buy'],
  ['<input type="submit" id="b" value="Buy">', ''],
  ['<div id="b" role="button">Buy</div>', 'Buy'],
  ['<div id="b" style="cursor:pointer">Buy</div>', 'Buy'],
  ['<div id="b" style="width:90px;height:90px;background:red"></div>', ''],
  [`${SLOT}<x-b id="b">Save changes</x-b>`, 'Save changes'],
])('rage: %s', async (body, text) => {
  const visit = await pages.open({
    tag,
    body,
    start: 'tracker.enableAutoTracking({ clicks: false, rageClicks: true });',
  });
  await thrice('#b')(visit.page);
  const [, ...rages] = await visit.events(2);
  expect(rages.map(({ event_type, event_data }) => [event_type, event_data.text])).toEqual([['rage_click', text]]);
});

const button = (work: string, more = '') => `<button id="b" onclick="${work}">b</button>${more}`;
const ANSWERED: Record<string, string> = {
  'a popover': '<button id="b" popovertarget="m">b</button><div id="m" popover>menu</div>',
  'a popover of a script': button('m.togglePopover()', '<div id="m" popover>menu</div>'),
  'a dialog': button('m.showModal()', '<dialog id="m">m</dialog>'),
  'the clipboard': button(`navigator.clipboard.writeText('x').catch(() => {})`),
  'the clipboard of old': button(`n.select(); document.execCommand('copy')`, '<input id="n" value="x">'),
  'a download by a link outside of the page': button(
    `Object.assign(document.createElement('a'), { href: 'data:,x', download: 'x.txt' }).click()`,
  ),
  'the same by an event': button(
    `Object.assign(document.createElement('a'), { href: 'data:,x', download: 'x.txt' }).dispatchEvent(new MouseEvent('click'))`,
  ),
  'a file dialog': button(`Object.assign(document.createElement('input'), { type: 'file' }).click()`),
  'an animation': button('m.animate([{ opacity: 0 }, { opacity: 1 }], 100)', '<p id="m">m</p>'),
  'a canvas': button(`c.getContext('2d').fillRect(0, 0, 9, 9)`, '<canvas id="c"></canvas>'),
  'a canvas of paths': button(`const x = c.getContext('2d'); x.lineTo(9, 9); x.stroke()`, '<canvas id="c"></canvas>'),
  'a sound': button(`new Audio('data:audio/wav;base64,UklGRg==').play().catch(() => {})`),
  'a tone': button('const a = new AudioContext(), o = new OscillatorNode(a); o.connect(a.destination); o.start()'),
  'a sound that is made': button(
    'const a = new AudioContext(); new AudioBufferSourceNode(a, { buffer: a.createBuffer(1, 9, 9000) }).start()',
  ),
  'a change in another shadow root': button(
    `m.shadowRoot.firstChild.data = 'after'`,
    `<p id="m"></p><script>m.attachShadow({ mode: 'open' }).append('before')</script>`,
  ),
  'text that is selected': button('getSelection().selectAllChildren(m)', '<p id="m">m</p>'),
  'a request': button(`fetch('/saved')`),
  'a request that takes long': button(`fetch('http://10.255.255.1/').catch(() => {})`),
  'a request of old': button(`const x = new XMLHttpRequest(); x.open('GET', '/saved'); x.send()`),
  'a beacon': button(`navigator.sendBeacon('/saved', '1')`),
  'an image that counts': button(`new Image().src = '/saved.gif'`),
  'a field that is set': button('n.value++', '<input id="n" value="1">'),
  'a stylesheet': button(
    `document.styleSheets[0].insertRule('p { color: red }')`,
    '<style>p { color: blue }</style><p>m</p>',
  ),
  'a field that is missing': '<form><input required autofocus><button id="b">b</button></form>',
  'a question': button(`confirm('Sure?')`),
};
const DEAD: Record<string, string> = {
  'nothing at all': button(''),
  'a sum': button('Math.max(1, 2)'),
  'a read': button('n.value + n.checked', '<input id="n" value="1">'),
  'a canvas nobody draws on': button('', '<canvas id="c"></canvas><p id="m" popover>m</p>'),
};

/** Longer than a click waits for an answer. */
const UNANSWERED_MS = 2_300;

test('dead clicks are those without any answer', async () => {
  const start = 'tracker.enableAutoTracking({ deadClicks: true });';
  const clicked: { name: string; visit: StudyVisit; atMs: number }[] = [];
  // One after another; their clicks wait for an answer at the same time.
  for (const [name, body] of Object.entries({ ...ANSWERED, ...DEAD })) {
    const visit = await pages.open({ tag, start, body });
    await visit.page.evaluate(() => document.fonts.ready);
    await visit.page.click('#b');
    clicked.push({ name, visit, atMs: await visit.page.evaluate(() => performance.now()) });
  }
  const found = await Promise.all(
    clicked.map(async ({ name, visit, atMs }) => {
      await visit.page.waitForFunction((untilMs) => performance.now() > untilMs, atMs + UNANSWERED_MS);
      // A page view, the click, and what is dead.
      const events = await visit.events(name in DEAD ? 3 : 2);
      const dead = events.filter(({ event_type }) => event_type === 'dead_click');
      return [name, dead.map(({ event_data }) => event_data.element_id)];
    }),
  );
  expect(Object.fromEntries(found)).toEqual({
    ...Object.fromEntries(Object.keys(ANSWERED).map((name) => [name, []])),
    ...Object.fromEntries(Object.keys(DEAD).map((name) => [name, ['b']])),
  });
}, 180_000);

test('what was watched is the browser’s own again', async () => {
  const visit = await pages.open({ tag, start: 'tracker.enableAutoTracking({ deadClicks: true });', body: button('') });
  const { page } = visit;
  const read = () =>
    page.evaluate(() =>
      [fetch, Element.prototype.animate, HTMLElement.prototype.click, CanvasRenderingContext2D.prototype.fill].every(
        (method) => String(method).includes('[native code]'),
      ),
    );
  expect(await read()).toBe(true);
  await page.click('#b');
  expect(await read()).toBe(false);
  await visit.events(3);
  expect(await read()).toBe(true);
});
