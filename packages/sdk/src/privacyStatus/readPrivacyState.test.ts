import { afterEach, expect, test } from 'vitest';
import type { Consent } from '../config.ts';
import { readPrivacyState } from './readPrivacyState.ts';

const tracker = (consent: Consent, stored = {}) => ({ look: () => ({ consent, stored: () => stored, records: [] }) });
const signal = (value: unknown): void => {
  Object.defineProperty(navigator, 'globalPrivacyControl', { value, configurable: true });
};
afterEach(() => {
  delete (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
});

test.each<[string, Consent[], boolean]>([
  ['none', [], false],
  ['none', [], true],
  ['granted', ['granted'], false],
  ['granted', ['denied', 'granted'], false],
  ['pending', ['denied', 'pending'], false],
  ['denied', ['denied'], false],
  ['signal', ['denied'], true],
  // A tracker with `respectSignals: false` is the only one that is not denied then.
  ['ignored', ['denied', 'granted'], true],
])('%s: trackers with %j, a signal: %s', (name, consents, hasSignal) => {
  if (hasSignal) signal(true);
  expect(readPrivacyState(consents.map((consent) => tracker(consent))).name).toBe(name);
});

test('a pending tracker that ignores the signal has not honoured it', () => {
  signal(true);
  expect(readPrivacyState([tracker('pending')])).toMatchObject({ name: 'pending', signal: 'Global Privacy Control' });
});

test('lists what all trackers have stored; one of an older version says nothing', () => {
  const { stored, name } = readPrivacyState([tracker('granted', { a: '1' }), {}, tracker('denied', { b: '2' })]);
  expect([name, stored]).toEqual([
    'granted',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ]);
  expect(readPrivacyState([{}]).name).toBe('none');
});
