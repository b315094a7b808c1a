/** One click, one event: labels, nested controls, slots, keyboards, drafts. From what the server stored. */
import { expect, test } from 'vitest';
import type { Page } from '../../../../scripts/connectBrowser.ts';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();

interface Case {
  body: string;
  /** Default: a click on `#here`. */
  act?: (page: Page) => Promise<unknown>;
  story: string[];
}

const type = (text: string) => async (page: Page) => {
  await page.focus('#e');
  await page.keyboard.type(text);
};
const CLOSED = `<script>customElements.define('x-e', class extends HTMLElement {
  constructor() { super(); this.attachShadow({ mode: 'closed', delegatesFocus: true }).innerHTML = '<input>'; }
});</script>`;

const cases: Record<string, Case> = {
  'a label that is a button, around a hidden field': {
    body: '<label id="up" role="button"><span id="here">Upload</span><input type="file" hidden></label>',
    story: ['user_interaction up'],
  },
  'a label that declares its event': {
    body: '<label data-ov-event="plan_chosen"><input type="radio"><span id="here">Pro</span></label>',
    story: ['plan_chosen'],
  },
  'a label in an item': {
    body: '<div id="tea" data-item="tea"><label><input type="checkbox"><span id="here">A</span></label></div>',
    story: ['item_interaction tea'],
  },
  'a label in a card that is a button': {
    body: '<div id="card" role="button"><label><input type="radio"><b id="here">C</b></label></div>',
    story: ['user_interaction card'],
  },
  'a label in one item, its field in another': {
    body: '<p id="a" data-item="a"><label for="f" id="here">A</label></p><p id="b" data-item="b"><input id="f" type="checkbox"></p>',
    story: ['item_interaction a'],
  },
  'a label outside of any item, its field in one': {
    body: '<label for="f" id="here">A</label><p id="b" data-item="b"><input id="f" type="checkbox"></p>',
    story: ['item_interaction b'],
  },
  'a label whose page prevents the browser’s click and makes one of its own': {
    body: '<label id="a" data-item="a" onclick="event.target === this.control || (event.preventDefault(), this.control.click())"><input type="checkbox"><b id="here">A</b></label>',
    story: ['item_interaction a'],
  },
  'the field of a label that was prevented, in a later click': {
    body: '<div id="a" data-item="a"><label onclick="event.preventDefault()" for="f" id="here">A</label></div><div id="b" data-item="b"><input id="f" type="checkbox"></div>',
    act: async (page) => {
      await page.click('#here');
      await page.click('#f');
    },
    story: ['item_interaction a', 'item_interaction b'],
  },
  'two clicks on the field itself': {
    body: '<label data-ov-event="plan_chosen"><input id="here" type="checkbox">Pro</label>',
    act: async (page) => {
      await page.click('#here');
      await page.click('#here');
    },
    story: ['plan_chosen', 'plan_chosen'],
  },
  'a button that clicks a hidden field inside itself': {
    body: '<div id="b" role="button" onclick="event.target === this && this.firstChild.click()"><input type="file" hidden>Upload</div>',
    act: (page) => page.click('#b'),
    story: ['user_interaction b'],
  },
  'Enter on an area of an image map': {
    body: '<img usemap="#m" width="50" height="50" alt=""><map name="m"><area id="n" href="#n" shape="rect" coords="0,0,50,50" alt="n"></map>',
    act: (page) => page.locator('#n').press('Enter'),
    story: ['user_interaction n'],
  },
  'Enter on a link inside an SVG': {
    body: '<svg width="50" height="50"><a id="n" xlink:href="#n"><rect width="50" height="50"/></a></svg>',
    act: (page) => page.locator('#n').press('Enter'),
    story: ['user_interaction n'],
  },
  'text that is typed in a closed shadow root': {
    body: `${CLOSED}<x-e id="e"></x-e>`,
    act: type('a b c '),
    story: [],
  },
  'text that is typed in a closed shadow root, of an item': {
    body: `${CLOSED}<x-e id="e" data-item="i"></x-e>`,
    act: type('a b c '),
    story: [],
  },
  'text that is typed in an editable element of the page’s own': {
    body: `<script>customElements.define('x-e', class extends HTMLElement {})</script><x-e id="e" contenteditable>x</x-e>`,
    act: type('a b c '),
    story: [],
  },
  'text that is typed in an item that is editable, or a field': {
    body: '<p id="e" contenteditable data-item="i">x</p><textarea data-item="t"></textarea><select data-ov-event="s"><option>a</select>',
    act: async (page) => {
      await type('a b c ')(page);
      await page.locator('textarea').press('Enter');
      await page.locator('select').press('Enter');
    },
    story: [],
  },
  'a custom element that says that it is a button': {
    body: `<script>customElements.define('x-e', class extends HTMLElement {})</script><x-e id="e" role="button" tabindex="0">x</x-e>`,
    act: (page) => page.locator('#e').press('Enter'),
    story: ['user_interaction e'],
  },
  'Enter that chooses a word of an input method': {
    body: '<div id="e" role="button" tabindex="0">e</div>',
    act: (page) =>
      page.evaluate(() => {
        const init = { key: 'Enter', isComposing: true, bubbles: true, composed: true };
        document.querySelector('#e')?.dispatchEvent(new KeyboardEvent('keydown', init));
      }),
    story: [],
  },
  'an empty name of an event': {
    body: '<button id="here" data-ov-event="">b</button>',
    story: ['user_interaction here'],
  },
  'a submit button whose click is prevented': {
    body: '<form id="f"><button id="here" onclick="event.preventDefault()">Add</button></form>',
    story: ['user_interaction here'],
  },
  'a submit button of a form that is not valid': {
    body: '<form id="f"><input required><button id="here">Add</button></form>',
    story: ['user_interaction here'],
  },
  'a submit button whose click is prevented as another page begins': {
    body: `<form id="f"><button id="here" onclick="event.preventDefault(); location.href = '/next'">Add</button></form>`,
    story: ['user_interaction here', 'page_view Page /next'],
  },
  'a submit button in an item': {
    body: '<article data-item="tea"><form id="f" onsubmit="event.preventDefault()"><button id="here">Add</button></form></article>',
    story: ['item_interaction here'],
  },
  'a submit button that declares its event': {
    body: '<form id="f" onsubmit="event.preventDefault()"><button id="here" data-ov-event="signup">Go</button></form>',
    story: ['signup here'],
  },
  'a form that declares its event, in an item': {
    body: '<article data-item="tea"><form id="f" data-ov-event="ordered" onsubmit="event.preventDefault()"><button id="here">Go</button></form></article>',
    story: ['ordered f'],
  },
  'the same, with a click that is prevented': {
    body: '<article data-item="tea"><form id="f" data-ov-event="ordered"><button id="here" onclick="event.preventDefault()">Go</button></form></article>',
    story: ['item_interaction here'],
  },
  'Enter in a form whose button declares its event': {
    body: '<form id="f" onsubmit="event.preventDefault()"><input id="e"><button id="here" data-ov-event="signup">Go</button></form>',
    act: (page) => page.locator('#e').press('Enter'),
    story: ['signup here'],
  },
};

test.each(Object.entries(cases))('%s', async (_, { body, act, story }) => {
  const visit = await pages.open({ body });
  await (act ?? ((page: Page) => page.click('#here')))(visit.page);
  expect(await visit.story(story.length + 1)).toEqual(['page_view Page /', ...story]);
  expect(visit.errors).toEqual([]);
});

test('a prevented click belongs to the page where it was, even if it leads to the next one', async () => {
  const visit = await pages.open({
    body: `<form><button id="b" onclick="event.preventDefault(); history.pushState({}, '', '/two')">b</button></form>`,
  });
  await visit.page.click('#b');
  expect(await visit.story(3)).toEqual(['page_view Page /', 'user_interaction b', 'page_view Page /two']);
  expect((await visit.events(3)).map(({ page_url }) => new URL(page_url).pathname)).toEqual(['/', '/', '/two']);
});

const OUT = 'https://out.test/x';
test.each([
  [`<a href="${OUT}"><button id="b" type="button">Go</button></a>`, ['user_interaction', 'link', true, OUT, 'click']],
  [`<a href="${OUT}"><div id="b" role="button">Go</div></a>`, ['user_interaction', 'link', true, OUT, 'click']],
  [
    `<a href="/f/price.pdf"><div id="b" role="button">PDF</div></a>`,
    ['download', 'link', undefined, '/f/price.pdf', 'click'],
  ],
  [
    '<a href="tel:+49301"><button id="b">Call</button></a>',
    ['contact_interaction', 'link', undefined, 'tel:+49301', 'phone_click'],
  ],
  [`<p data-ov-event="cta"><a href="${OUT}"><button id="b">Go</button></a></p>`, ['cta', 'link', true, OUT, 'click']],
])('a button inside a link is the link: %s', async (html, expected) => {
  const visit = await pages.open({
    body: `${html}<script>addEventListener('click', (event) => event.preventDefault())</script>`,
  });
  await visit.page.click('#b');
  const [, ...clicks] = await visit.events(2);
  expect(
    clicks.map(({ event_type, event_data: data }) => [
      event_type,
      data.element_type,
      data.outbound,
      String(data.href).replace(pages.study.url, ''),
      data.action,
    ]),
  ).toEqual([expected]);
});

const SHADOW = (inner: string) => `<script>customElements.define('x-b', class extends HTMLElement {
  constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = \`${inner}\`; }
});</script>`;

test.each([
  ['<button><slot></slot></button>', '<x-b>Save changes</x-b>', 'Save changes'],
  ['<a href="#d"><slot></slot></a>', '<x-b>Docs</x-b>', 'Docs'],
  ['<button><slot name="icon"></slot><b>+</b> <slot></slot></button>', '<x-b><i slot="icon">i</i>Add</x-b>', 'i + Add'],
  ['<button><slot>nothing given</slot></button>', '<x-b></x-b>', 'nothing given'],
  ['<button><slot></slot></button>', '<x-b>For <i data-ov-mask>secret</i> you</x-b>', 'For you'],
  ['<slot></slot>', '<button>Inside <x-b>a slot</x-b></button>', 'Inside a slot'],
  ['<b data-ov-mask><slot></slot></b>', '<button>Pay <x-b>secret</x-b></button>', 'Pay'],
])('the text of %s with %s is what is shown', async (inner, html, text) => {
  const visit = await pages.open({ before: SHADOW(inner), body: html });
  // Not on the masked part, where the click would be masked.
  await visit.page.click('button, a', { position: { x: 8, y: 8 } });
  const [, ...clicks] = await visit.events(2);
  expect(clicks.map(({ event_data }) => event_data.text)).toEqual([text]);
  expect(await visit.everything()).not.toContain('secret');
});
