import { expect } from 'vitest';
import type { DrivenTab } from './drive/drivenBrowser.ts';
import type { Stored } from './readStored.ts';

/** What happened to the browser before the tracker came, and what must be stored all the same. */
export interface FieldCase {
  name: string;
  /** A script before the tag. */
  before?: string;
  /** A script right behind the tag. */
  after?: string;
  body?: string;
  act?(tab: Pick<DrivenTab, 'run' | 'click'>): Promise<void>;
  /** The page has taken names that WebKit's driver needs itself. */
  hidesBuiltIns?: true;
  /** Every stored event, in order. */
  story: string[];
  also?(events: Stored[]): void;
}

/** A page of an ordinary site: a button, a form that stays on the page, and a second route. */
export const BODY =
  '<button id="b">b</button><form id="f" onsubmit="return false"><input name="n"><input id="s" type="submit"></form>';
export const STORY = ['page_view Page /', 'user_interaction b', 'form_submission f', 'own', 'page_view Page /two'];

/** A visit of that page that uses all of it. */
export async function visitAll({ run, click }: Pick<DrivenTab, 'run' | 'click'>): Promise<void> {
  await click('#b');
  await click('#s');
  await run(() => {
    window.tracker.trackEvent('own');
    window.history.pushState({}, '', '/two');
  });
}

const first = (events: Stored[]): Stored['event_data'] => events[0]?.event_data ?? {};
const isNot =
  (...names: string[]) =>
  (events: Stored[]): void => {
    for (const name of names) expect(first(events)).not.toHaveProperty(name);
  };
const hasTimeZone = (events: Stored[]): void => expect(first(events).timezone).toMatch(/^[A-Z]/);
const getter = (owner: string, name: string): string =>
  `Object.defineProperty(${owner}, '${name}', { configurable: true, get() { throw new Error('no ${name}'); } });`;
const NO_NAVIGATION = "Object.defineProperty(window, 'navigation', { value: undefined });";

/** A value of the browser is missing, is something else, or throws: the event is stored without it. */
const VALUES: [name: string, script: string, also?: FieldCase['also']][] = [
  ['`performance` is an object of the page', 'var performance = { score: 10 };'],
  ['`performance` is an element', "var performance = document.createElement('p');"],
  ['`performance.now` throws', "performance.now = () => { throw new Error('no'); };"],
  ['`performance.getEntriesByType` answers undefined', 'performance.getEntriesByType = () => undefined;'],
  ['`navigation` is a list of elements', "var navigation = document.querySelectorAll('nav');"],
  ['`navigation` is an object of the page', 'var navigation = { items: [] };'],
  ['`navigation` is an element', "var navigation = document.createElement('nav');"],
  ['`navigation` throws', getter('window', 'navigation')],
  ['History.prototype is frozen', `${NO_NAVIGATION} Object.freeze(History.prototype);`],
  ['`screen` is a text', 'var screen = "home";', isNot('screen_resolution')],
  ['`screen` is an empty object', 'var screen = {};', isNot('screen_resolution')],
  ['`screen.width` throws', getter('Screen.prototype', 'width'), isNot('screen_resolution')],
  ['`screen` throws', getter('window', 'screen'), isNot('screen_resolution')],
  ['an early Temporal', 'window.Temporal = { Now: { timeZone() {} } };', hasTimeZone],
  ['another early Temporal', 'window.Temporal = { now: {} };', hasTimeZone],
  [
    'Intl fails, and there is no Temporal',
    "window.Temporal = undefined; Intl.DateTimeFormat = () => { throw new RangeError('no'); };",
    isNot('timezone'),
  ],
  ['no `matchMedia`', 'window.matchMedia = undefined;', hasTimeZone],
  ['a `matchMedia` that answers nothing', 'window.matchMedia = () => undefined;', hasTimeZone],
  [
    'a `matchMedia` that never matches',
    'window.matchMedia = () => ({ matches: false });',
    (events) => expect(first(events).viewport_size).not.toBe('0x0'),
  ],
  [
    '`navigator.connection` throws',
    getter('Navigator.prototype', 'connection'),
    (events) => expect(first(events)).toMatchObject({ screen_resolution: expect.stringMatching(/^\d+x\d+$/) }),
  ],
  ['`navigator.language` throws', getter('Navigator.prototype', 'language'), isNot('language')],
  ['`navigator.webdriver` throws', getter('Navigator.prototype', 'webdriver'), isNot('automated')],
  ['`navigator.doNotTrack` throws', getter('Navigator.prototype', 'doNotTrack')],
  ['`navigator.globalPrivacyControl` throws', getter('Navigator.prototype', 'globalPrivacyControl')],
  ['`document.referrer` throws', getter('Document.prototype', 'referrer')],
  ['no MutationObserver', 'window.MutationObserver = undefined;'],
  ['no customElements, as in a content script', 'Object.defineProperty(window, "customElements", { value: null });'],
  [
    'an `Array.prototype.find` of the page that answers an index',
    'Array.prototype.find = function (test) { return this.findIndex(test); };',
  ],
  [
    'an `Array.prototype.entries` and `flat` of the page, as of Prototype.js and MooTools',
    'Array.prototype.entries = function () { return [...this]; }; Array.prototype.flat = () => undefined;',
  ],
];

/** Names that a page may take for its own, and that we use. */
export const TAKEN = [
  'URL',
  'URLSearchParams',
  'Map',
  'Set',
  'WeakMap',
  'Element',
  'Node',
  'Document',
  'History',
  'Event',
  'EventTarget',
  'FormData',
  'MutationObserver',
  'AbortController',
  'Request',
  'Response',
  'TextEncoder',
  'Intl',
  'Temporal',
  'performance',
  'navigation',
  'screen',
  'matchMedia',
  'customElements',
];

const page = (name: string, more: Partial<FieldCase>): FieldCase => ({
  name,
  body: BODY,
  act: visitAll,
  story: STORY,
  ...more,
});

const MANY = `var ${TAKEN.map((name) => `${name} = "page"`).join(', ')};`;

/** What the page has done to the browser is no reason to lose an event. In all three engines. */
export const CONTEXT_CASES: FieldCase[] = [
  page('nothing', {}),
  ...VALUES.map(([name, before, also]) => page(name, { before, ...(also && { also }) })),
  page('`performance` is taken behind the tag', { after: 'var performance = { score: 10 };' }),
  page('the page has taken every name before the tag', { before: MANY, hidesBuiltIns: true }),
  page('the page has taken every name behind the tag', { after: MANY, hidesBuiltIns: true }),
  page('elements with names of the document', {
    body: `<form name="title"></form><img name="referrer"><img name="localName"><img name="readyState"><img name="visibilityState"><img name="hasFocus">${BODY}`,
    async act(tab) {
      await visitAll(tab);
      await tab.run(() => void window.tracker.trackPageView());
    },
    story: [...STORY, 'page_view Page /two'],
    also: (events) => expect(events.map(({ event_data }) => typeof event_data.referrer)).not.toContain('object'),
  }),
];

const WIRE_STORY = ['page_view Page /', 'own', 'user_interaction b'];
const asWritten = (events: Stored[]): void => {
  expect(events.find(({ event_type }) => event_type === 'own')?.event_data).toMatchObject({
    list: [1],
    deep: { a: { b: 1 } },
    when: '1970-01-01T00:00:00.000Z',
    never: null,
    url: 'https://shop.test/a',
    own: 'as it says',
  });
};
const write = (name: string, before: string): FieldCase => ({
  name,
  before,
  body: '<button id="b">b</button>',
  async act({ run, click }) {
    await run(() => {
      window.tracker.trackEvent('own', {
        list: [1],
        deep: { a: { b: 1 } },
        when: new Date(0),
        never: new Date(Number.NaN),
        url: new URL('https://shop.test/a'),
        own: { toJSON: () => 'as it says' },
      });
    });
    await click('#b');
  },
  story: WIRE_STORY,
  also: asWritten,
});

/** The page has changed how things are written or sent. */
export const WIRE_CASES: FieldCase[] = [
  write('nothing', ''),
  write('Object.prototype.toJSON', 'Object.prototype.toJSON = () => "obj";'),
  write('Array.prototype.toJSON', 'Array.prototype.toJSON = () => "list";'),
  write(
    'an Object.prototype.toJSON that stays',
    'Object.defineProperty(Object.prototype, "toJSON", { value: () => "obj" });',
  ),
  write('a Date.prototype.toJSON of before JSON', `Date.prototype.toJSON = () => '"…"';`),
  write('no Date.prototype.toJSON', 'delete Date.prototype.toJSON;'),
  write('another AbortController', 'window.AbortController = class { signal = new EventTarget(); abort() {} };'),
  write('no AbortController', 'window.AbortController = undefined;'),
  write(
    'clicks stopped at the window, before us',
    'for (const type of ["click", "submit"]) addEventListener(type, (event) => event.stopPropagation(), true);',
  ),
];
