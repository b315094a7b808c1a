import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Consent } from '../config.ts';
import { definePrivacyStatus } from './definePrivacyStatus.ts';

const REGISTRY = Symbol.for('onevault.trackers');
const page = globalThis as unknown as Record<symbol, unknown>;
let consent: Consent;
let stored: Record<string, string>;
let looks: number;

beforeEach(() => {
  vi.useFakeTimers();
  [consent, stored, looks] = ['granted', {}, 0];
  const look = () => {
    looks++;
    return { consent, stored: () => stored, records: [] };
  };
  page[REGISTRY] = { 'demo https://api.test': { look } };
  definePrivacyStatus();
});
afterEach(() => {
  document.body.replaceChildren();
  delete page[REGISTRY];
  vi.useRealTimers();
});

function show(): { status: HTMLElement; text(): ChildNode | null | undefined } {
  const status = document.createElement('ov-privacy-status');
  document.body.append(status);
  return { status, text: () => status.shadowRoot?.querySelector('slot')?.firstChild };
}

test('what is stored changes often: what is said stays the same node, so that nobody hears it again', () => {
  stored = { session: 'sess_1 1' };
  const { status, text } = show();
  const first = text();
  stored = { session: 'sess_1 2' };
  vi.advanceTimersByTime(1_000);
  expect(status.shadowRoot?.querySelector('dd')?.textContent).toBe('sess_1 2');
  expect(text()).toBe(first);
  consent = 'denied';
  vi.advanceTimersByTime(1_000);
  expect([status.getAttribute('state'), text() === first]).toEqual(['denied', false]);
});

test('an element that is taken off the page looks no more, and does again when it is back', () => {
  const { status } = show();
  status.remove();
  const before = looks;
  vi.advanceTimersByTime(10_000);
  expect(looks).toBe(before);
  document.body.append(status);
  vi.advanceTimersByTime(1_000);
  expect(looks).toBe(before + 2);
});

test('it can be defined twice, and under another name', () => {
  definePrivacyStatus();
  definePrivacyStatus('shop-privacy');
  expect(customElements.get('shop-privacy')).not.toBe(customElements.get('ov-privacy-status'));
});
