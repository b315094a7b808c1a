import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startLightTracking } from './startLightTracking.ts';

const tracked: unknown[][] = [];
const tracker = {
  trackPageView: (...args: unknown[]) => tracked.push(['page_view', ...args]),
  trackInteraction: (...args: unknown[]) => tracked.push(['user_interaction', ...args]),
  trackFormSubmission: (...args: unknown[]) => tracked.push(['form_submission', ...args]),
};
let stop: () => void;

const click = (selector: string, root: ParentNode = document) =>
  root
    .querySelector(selector)
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }));

beforeEach(() => {
  document.body.innerHTML = '';
  stop = startLightTracking(tracker);
  tracked.length = 0;
});

afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

describe('page views', () => {
  test('are tracked at once when the document is there', () => {
    stop();
    stop = startLightTracking(tracker);
    expect(tracked).toEqual([['page_view']]);
  });

  test('wait for DOMContentLoaded, once, while the document is parsed', () => {
    stop();
    vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    stop = startLightTracking(tracker);
    expect(tracked).toEqual([]);
    document.dispatchEvent(new Event('DOMContentLoaded'));
    expect(tracked).toEqual([['page_view']]);
  });

  test('are not tracked when stopped before', () => {
    stop();
    vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    startLightTracking(tracker)();
    document.dispatchEvent(new Event('DOMContentLoaded'));
    expect(tracked).toEqual([]);
  });
});

describe('clicks', () => {
  test('on a button', () => {
    document.body.innerHTML = `<button id="buy" class="b"> Buy ${'x'.repeat(200)}</button>`;
    click('button');
    expect(tracked).toEqual([
      ['user_interaction', 'button', 'buy', 'click', { text: `Buy ${'x'.repeat(96)}`, href: undefined }],
    ]);
  });

  test('on a child of a button, whose class names it', () => {
    document.body.innerHTML = '<button class="buy big"><b><i>Buy</i></b></button>';
    click('i');
    expect(tracked).toEqual([['user_interaction', 'button', 'buy big', 'click', { text: 'Buy', href: undefined }]]);
  });

  test('on a child of a link, whose address names it', () => {
    document.body.innerHTML = '<a href="https://x.test/p?q=1"><span>More</span></a>';
    click('span');
    const href = 'https://x.test/p?q=1';
    expect(tracked).toEqual([['user_interaction', 'link', href, 'click', { text: 'More', href }]]);
  });

  test('inside an open shadow root', () => {
    document.body.innerHTML = '<div></div>';
    const root = document.querySelector('div')?.attachShadow({ mode: 'open' });
    if (root) root.innerHTML = '<button id="inner"><b>Go</b></button>';
    click('b', root);
    expect(tracked).toEqual([['user_interaction', 'button', 'inner', 'click', { text: 'Go', href: undefined }]]);
  });

  test('also when the page stops them', () => {
    document.body.innerHTML = '<button id="buy">Buy</button>';
    document.querySelector('button')?.addEventListener('click', (event) => event.stopImmediatePropagation());
    click('button');
    expect(tracked).toHaveLength(1);
  });

  test('elsewhere are nobody’s', () => {
    document.body.innerHTML = '<p>text</p><input type="text" value="secret"><select></select>';
    click('p');
    click('input');
    click('select');
    expect(tracked).toEqual([]);
  });

  test('never carry an input’s value, except the label of a button', () => {
    document.body.innerHTML = '<input type="button" value="Go">';
    click('input');
    expect(tracked).toEqual([['user_interaction', 'button', '', 'click', { text: 'Go', href: undefined }]]);
  });

  test('on an element with throwing getters leave the page alone', () => {
    document.body.innerHTML = '<button>x</button>';
    const button = document.querySelector('button') as HTMLButtonElement;
    Object.defineProperty(button, 'textContent', {
      get() {
        throw new Error('trap');
      },
    });
    expect(() => click('button')).not.toThrow();
  });
});

describe('submits', () => {
  test('of one click are one form_submission and no interaction', () => {
    document.body.innerHTML =
      '<form id="f" action="/join" method="POST"><input name="mail" value="a@b.c"><button>Join</button></form>';
    document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());
    click('button');
    expect(tracked).toHaveLength(1);
    expect(tracked[0]?.slice(0, 2)).toEqual(['form_submission', 'f']);
    expect(tracked[0]?.[2]).toEqual({ action: new URL('/join', document.baseURI).href, method: 'post' });
  });

  test('of a form whose fields are named id, action, method and getAttribute', () => {
    document.body.innerHTML =
      '<form id="real" action="https://x.test/go"><input name="id"><input name="action"><input name="method"><input name="getAttribute"></form>';
    const form = document.querySelector('form') as HTMLFormElement;
    // As browsers do: a named field takes the property's place.
    for (const name of ['id', 'action', 'method', 'getAttribute']) {
      Object.defineProperty(form, name, { value: form.querySelector(`[name=${name}]`), configurable: true });
    }
    form.dispatchEvent(new Event('submit', { bubbles: true }));
    // happy-dom itself calls it on removal.
    delete (form as { getAttribute?: unknown }).getAttribute;
    expect(tracked).toEqual([['form_submission', 'real', { action: 'https://x.test/go', method: 'get' }]]);
  });

  test('a button that does not submit is an interaction', () => {
    document.body.innerHTML = '<form><button type="button" id="more">+</button></form>';
    click('button');
    expect(tracked.map(([type]) => type)).toEqual(['user_interaction']);
  });
});

test('stopping removes every listener', () => {
  document.body.innerHTML = '<form><button id="a">a</button></form><button id="b">b</button>';
  click('#a');
  stop();
  tracked.length = 0;
  click('#b');
  document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true }));
  expect(tracked).toEqual([]);
});
