import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeTracker, type FakeTracker } from '../../test/support/createFakeTracker.ts';
import type { AutoTrackingOptions } from './feature.ts';
import { startClicks } from './startClicks.ts';
import { startForms } from './startForms.ts';

let tracker: FakeTracker;
let stop: () => void;

function start(options: AutoTrackingOptions = {}): void {
  stop?.();
  tracker = createFakeTracker();
  stop = startForms(tracker, options);
}

function show(html: string, root: Element | ShadowRoot = document.body): HTMLFormElement {
  root.innerHTML = html;
  const form = root.querySelector('form') as HTMLFormElement;
  form.addEventListener('submit', (event) => event.preventDefault());
  return form;
}

const submit = (form: Element): unknown => form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
const type = (field: Element | null): unknown =>
  field?.dispatchEvent(new Event('input', { bubbles: true, composed: true }));

beforeEach(() => {
  vi.useFakeTimers();
  start();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('a submit', () => {
  test('by one click is one form_submission and no interaction', () => {
    const stopClicks = startClicks(tracker, {});
    show('<form id="f" action="/join" method="POST"><input name="mail" value="a@b.c"><button>Join</button></form>');
    document.querySelector('button')?.click();
    stopClicks();
    expect(tracker.tracked).toEqual([
      [
        'form_submission',
        { form_id: 'f', form_data: { action: new URL('/join', document.baseURI).href, method: 'post' } },
      ],
    ]);
  });

  test('of a form whose action is not an address counts too', () => {
    submit(show('<form id="f" action="http://[broken"><input></form>'));
    expect(tracker.tracked).toMatchObject([['form_submission', { form_id: 'f' }]]);
  });

  test('of a form in a shadow root is tracked until the root is gone, and the root is not kept', () => {
    document.body.innerHTML = '<div></div>';
    const host = document.querySelector('div') as Element;
    const root = host.attachShadow({ mode: 'open' });
    const removed = vi.spyOn(root, 'removeEventListener');
    const form = show('<form id="s"><input></form>', root);
    form.querySelector('input')?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    tracker.trackEvent('page_view');
    submit(form);
    expect(tracker.types()).toEqual(['page_view', 'form_submission']);
    host.remove();
    tracker.trackEvent('page_view');
    expect(removed).toHaveBeenCalledTimes(1);
  });

  test('of a form whose fields are named id, action, method and getAttribute', () => {
    const form = show(
      '<form id="real" action="https://x.test/go"><input name="id"><input name="action"><input name="method"><input name="getAttribute"></form>',
    );
    // As in browsers: a named field hides the form's property.
    for (const name of ['id', 'action', 'method', 'getAttribute']) {
      Object.defineProperty(form, name, { value: form.querySelector(`[name=${name}]`), configurable: true });
    }
    submit(form);
    // happy-dom itself calls it on removal.
    delete (form as { getAttribute?: unknown }).getAttribute;
    expect(tracker.tracked).toMatchObject([
      ['form_submission', { form_id: 'real', form_data: { action: 'https://x.test/go', method: 'get' } }],
    ]);
  });

  test('inside a shadow root, where the event stays, is tracked', () => {
    document.body.innerHTML = '<div></div>';
    const root = document.querySelector('div')?.attachShadow({ mode: 'open' }) as ShadowRoot;
    const form = show('<form id="s"><button type="submit">x</button></form>', root);
    form
      .querySelector('button')
      ?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }));
    expect(tracker.tracked).toMatchObject([['form_submission', { form_id: 's' }]]);
  });

  test('has only values of allowed fields', () => {
    const html = '<form id="f"><input name="plan" value="pro"><input name="mail" value="a@b.c"></form>';
    submit(show(html));
    start({ formFields: ['plan'] });
    submit(show(html));
    expect(tracker.tracked[0]?.[1].form_data).toMatchObject({ plan: 'pro' });
    expect(JSON.stringify(tracker.tracked)).not.toMatch(/mail|a@b/);
  });

  test('is the event that its markup declares', () => {
    submit(show('<form id="f" data-ov-event="signup" data-ov-prop-step="2"></form>'));
    expect(tracker.tracked).toMatchObject([['signup', { form_id: 'f', step: '2' }]]);
  });

  test('below data-ov-ignore, also of a shadow host, is not tracked', () => {
    const form = show('<div data-ov-ignore><form><input></form></div>');
    type(form.querySelector('input'));
    submit(form);
    document.body.innerHTML = '<div data-ov-ignore></div>';
    const root = document.querySelector('div')?.attachShadow({ mode: 'open' }) as ShadowRoot;
    const inner = show('<form><input></form>', root);
    type(inner.querySelector('input'));
    submit(inner);
    expect(tracker.tracked).toEqual([]);
  });
});

describe('filling', () => {
  test('starts once, and the submit has its duration', () => {
    const form = show('<form id="f"><input><input></form>');
    for (const field of form.querySelectorAll('input')) type(field);
    vi.advanceTimersByTime(2_500);
    submit(form);
    expect(tracker.tracked).toMatchObject([
      ['user_interaction', { element_type: 'form', element_id: 'f', action: 'start' }],
      ['form_submission', { form_id: 'f', time_to_fill: 2.5 }],
    ]);
  });

  test('is abandoned if the page or the route is left, not if the form was submitted', () => {
    const form = show('<form id="f"><input></form>');
    type(form.querySelector('input'));
    vi.advanceTimersByTime(1_000);
    window.dispatchEvent(new Event('pagehide'));
    expect(tracker.tracked.at(-1)?.[1]).toMatchObject({ action: 'abandon', time_to_fill: 1 });
    type(form.querySelector('input'));
    tracker.trackEvent('page_view');
    expect(tracker.tracked.slice(-2).map(([name, { action }]) => action ?? name)).toEqual(['abandon', 'page_view']);
    submit(form);
    const { length } = tracker.tracked;
    window.dispatchEvent(new Event('pagehide'));
    expect(tracker.tracked).toHaveLength(length);
  });
});

test('stopping removes every listener', () => {
  const form = show('<form><input></form>');
  stop();
  type(form.querySelector('input'));
  submit(form);
  expect(tracker.tracked).toEqual([]);
});
