import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeTracker, type FakeTracker } from '../../test/support/createFakeTracker.ts';
import type { AutoTrackingOptions } from './feature.ts';
import { startClicks } from './startClicks.ts';

let tracker: FakeTracker;
let stop: () => void;

function start(options: AutoTrackingOptions = {}): void {
  stop?.();
  tracker = createFakeTracker();
  stop = startClicks(tracker, options);
}

function fire(selector: string, event: Event, root: ParentNode = document): void {
  root.querySelector(selector)?.dispatchEvent(event);
}

const click = (selector: string, root?: ParentNode, init?: MouseEventInit): void =>
  fire(selector, new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...init }), root);
const press = (selector: string, key: string, init?: KeyboardEventInit): void =>
  fire(selector, new KeyboardEvent('keydown', { key, bubbles: true, composed: true, ...init }));
const only = (): Record<string, unknown> => {
  expect(tracker.tracked).toHaveLength(1);
  return tracker.tracked[0]?.[1] ?? {};
};

const stay = (event: Event): void => event.preventDefault();

beforeEach(() => {
  document.body.innerHTML = '';
  for (const type of ['click', 'auxclick']) document.addEventListener(type, stay);
  start();
});
afterEach(() => {
  for (const type of ['click', 'auxclick']) document.removeEventListener(type, stay);
  stop();
});

describe('a control', () => {
  test('is a button, with its text cut to 100 characters', () => {
    document.body.innerHTML = `<button id="buy" class="b"> Buy ${'x'.repeat(200)}</button>`;
    click('button');
    expect(only()).toMatchObject({
      element_type: 'button',
      element_id: 'buy',
      element_class: 'b',
      action: 'click',
      text: `Buy ${'x'.repeat(96)}`,
      selector: 'button#buy',
    });
    expect(only()).not.toHaveProperty('href');
  });

  test('is also hit on a child; without an id its class names it', () => {
    document.body.innerHTML = '<button class="buy big"><b><i>Buy</i></b></button>';
    click('i');
    expect(only()).toMatchObject({ element_type: 'button', element_id: 'buy big', text: 'Buy' });
  });

  test('is a link, named by its address', () => {
    document.body.innerHTML = '<a href="#p" target="_self"><span>More</span></a>';
    click('span');
    const href = new URL('#p', document.baseURI).href;
    expect(only()).toMatchObject({ element_type: 'link', element_id: href, text: 'More', href, link_target: '_self' });
  });

  test.each([
    '<summary>x</summary>',
    '<div role="button">x</div>',
    '<li role="menuitem">x</li>',
    '<p role="tab">x</p>',
  ])('is %s', (html) => {
    document.body.innerHTML = html;
    click('body > *');
    expect(only()).toMatchObject({ element_type: 'button', text: 'x' });
  });

  test('is found inside an open shadow root', () => {
    document.body.innerHTML = '<div></div>';
    const root = document.querySelector('div')?.attachShadow({ mode: 'open' });
    if (root) root.innerHTML = '<button id="inner"><b>Go</b></button>';
    click('b', root);
    expect(only()).toMatchObject({ element_id: 'inner', text: 'Go' });
  });

  test('is a custom element with a closed shadow root', () => {
    customElements.define('x-closed', class extends HTMLElement {});
    document.body.innerHTML = '<x-closed id="c"></x-closed>';
    click('x-closed');
    expect(only()).toMatchObject({ element_type: 'button', element_id: 'c' });
  });

  test('is tracked even if the page stops the event', () => {
    document.body.innerHTML = '<button>Buy</button>';
    document.querySelector('button')?.addEventListener('click', (event) => event.stopImmediatePropagation());
    click('button');
    only();
  });

  test('is no other element', () => {
    document.body.innerHTML = '<p>text</p><input type="text" value="secret"><select></select>';
    for (const selector of ['p', 'input', 'select']) click(selector);
    expect(tracker.tracked).toEqual([]);
  });

  test('with throwing getters causes no error in the page', () => {
    document.body.innerHTML = '<button>x</button>';
    const button = document.querySelector('button') as HTMLButtonElement;
    Object.defineProperty(button, 'protocol', {
      get() {
        throw new Error('trap');
      },
    });
    expect(() => click('button')).not.toThrow();
  });

  test('the middle button counts on links only', () => {
    document.body.innerHTML = '<a href="/x">x</a><button>y</button>';
    for (const selector of ['a', 'button']) {
      for (const button of [1, 2])
        fire(selector, new MouseEvent('auxclick', { button, bubbles: true, composed: true, cancelable: true }));
    }
    expect(only()).toMatchObject({ element_type: 'link' });
  });
});

describe('a key', () => {
  test('activates an element without native clicks once, even if the page clicks it then', () => {
    document.body.innerHTML = '<div role="button" id="d" tabindex="0">x</div>';
    press('div', 'Enter');
    click('div');
    expect(only()).toMatchObject({ element_id: 'd' });
    press('div', ' ');
    expect(tracker.tracked).toHaveLength(2);
  });

  test('does nothing on native controls, on repeats, and for other keys', () => {
    document.body.innerHTML = '<button>x</button><a href="/">y</a><div role="button">z</div>';
    press('button', 'Enter');
    press('a', 'Enter');
    press('div', 'Enter', { repeat: true });
    press('div', 'a');
    expect(tracker.tracked).toEqual([]);
  });

  test('typed into a field inside an item is not tracked', () => {
    document.body.innerHTML = '<div data-item="i"><textarea></textarea></div>';
    press('textarea', 'Enter');
    expect(tracker.tracked).toEqual([]);
  });
});

describe('text', () => {
  test('is the label of an input button, and the aria-label of an icon', () => {
    document.body.innerHTML = '<input type="button" value="Go"><button aria-label="Close"><svg></svg></button>';
    click('input');
    click('button');
    expect(tracker.tracked.map(([, { text }]) => text)).toEqual(['Go', 'Close']);
  });

  test('never comes from a field or a masked part inside', () => {
    document.body.innerHTML =
      '<div role="button">Hi <b data-ov-mask>Bob</b><textarea>secret</textarea><select><option>opt</option></select><i contenteditable>typed</i> you</div>';
    click('div');
    expect(only().text).toBe('Hi you');
  });

  test.each([
    ['<input data-ov-event="x" type="password" value="secret">', 'input'],
    ['<input role="button" value="secret">', 'input'],
    ['<textarea data-ov-event="x">secret</textarea>', 'textarea'],
    ['<select data-item="x"><option>secret</option></select>', 'select'],
    ['<div contenteditable data-ov-event="x">secret</div>', 'div'],
    ['<div contenteditable><p><a href="#x">secret</a></p></div>', 'a'],
    ['<div role="button"><input type="button" value="fine"><textarea>secret</textarea></div>', 'div'],
  ])('never is typed text: %s', (html, selector) => {
    document.body.innerHTML = html;
    click(selector);
    expect(only().text).toBe('');
  });

  test('is empty below a masked ancestor, aria-label included', () => {
    document.body.innerHTML = '<div data-ov-mask><button aria-label="Bob">Bob</button></div>';
    click('button');
    expect(only().text).toBe('');
  });

  test('of a megabyte is cut', () => {
    document.body.innerHTML = '<button></button>';
    document.querySelector('button')?.append('x'.repeat(1_000_000));
    click('button');
    expect(String(only().text)).toHaveLength(100);
  });
});

describe('the owner', () => {
  test('can declare an event in markup', () => {
    document.body.innerHTML =
      '<section data-ov-event="plan_chosen" data-ov-prop-plan-name="pro"><button id="b">Take it</button></section>';
    click('button');
    expect(tracker.types()).toEqual(['plan_chosen']);
    expect(only()).toMatchObject({ plan_name: 'pro', element_id: 'b', text: 'Take it' });
  });

  test('can exclude parts of the page', () => {
    document.body.innerHTML = '<div data-ov-ignore><p><button data-ov-event="x">a</button></p></div>';
    click('button');
    expect(tracker.tracked).toEqual([]);
  });

  test('can name items', () => {
    document.body.innerHTML = '<li data-item="tea-1"><button data-action="save">Save</button><p>text</p></li>';
    click('button');
    click('p');
    expect(tracker.tracked).toMatchObject([
      ['item_interaction', { item_id: 'tea-1', action: 'save', text: 'Save' }],
      ['item_interaction', { item_id: 'tea-1', action: 'click' }],
    ]);
  });
});

describe('links', () => {
  const names = () => tracker.tracked.map(([type, { outbound, action }]) => [type, action, outbound]);
  const html = `<a id="out" href="https://else.test/">o</a><a id="mail" href="mailto:a@b.test">m</a>
    <a id="call" href="tel:+1234">t</a><a id="file" href="/files/list.pdf?x=1">f</a><a id="save" download href="/x">s</a>`;
  const ids = ['out', 'mail', 'call', 'file', 'save'];

  test('go out, call, write and download', () => {
    document.body.innerHTML = html;
    for (const id of ids) click(`#${id}`);
    expect(names()).toEqual([
      ['user_interaction', 'click', true],
      ['contact_interaction', 'email_click', undefined],
      ['contact_interaction', 'phone_click', undefined],
      ['download', 'click', undefined],
      ['download', 'click', undefined],
    ]);
    expect(tracker.tracked[3]?.[1]).toMatchObject({ file_name: 'list.pdf', file_extension: 'pdf' });
  });

  test.each([
    ['/files/a8Kd92hFq0Zx71LmPq3vTt.pdf', '[masked]'],
    ['/files/ann@mail.test.pdf?x=1', '[masked]'],
    ['data:text/csv,ann/secret', 'data:[masked]'],
  ])('to %s have no secret in file_name', (href, file_name) => {
    document.body.innerHTML = `<a download href="${href}">x</a>`;
    click('a');
    expect(only()).toMatchObject({ file_name });
  });

  test('are plain clicks if these features are off', () => {
    start({ outbound: false, contact: false, downloads: false });
    document.body.innerHTML = html;
    for (const id of ids) click(`#${id}`);
    expect(names()).toEqual(ids.map(() => ['user_interaction', 'click', undefined]));
  });

  test('are still tracked if clicks are off', () => {
    start({ clicks: false });
    document.body.innerHTML = `${html}<button id="plain">p</button>`;
    for (const id of [...ids, 'plain']) click(`#${id}`);
    expect(tracker.tracked).toHaveLength(5);
  });
});

test('a click on a submit button is not tracked, unless forms are off or it declares an event', () => {
  document.body.innerHTML = '<form><button id="a">a</button><button id="b" data-ov-event="b">b</button></form>';
  document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());
  click('#a');
  expect(tracker.types()).toEqual([]);
  click('#b');
  expect(tracker.types()).toEqual(['b']);
  start({ forms: false });
  click('#a');
  expect(tracker.types()).toEqual(['user_interaction']);
});

test('the selector is short and without generated names', () => {
  document.body.innerHTML =
    '<main id="main"><div class="Card_a1b2 card"><p id="r1:2"><em><b class="css-9x"><button>x</button></b></em></p></div></main>';
  click('button');
  expect(only().selector).toBe('div.card>p>em>b>button');
});
