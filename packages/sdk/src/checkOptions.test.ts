import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { checkTrackerOptions, type TrackerOptions, toConfig } from './config.ts';

const options = { customerId: 'acme', apiToken: 'ovt_secret', apiBaseUrl: 'https://api.test' };
let warn: MockInstance;
const said = (): string[] => warn.mock.calls.map(([text]) => String(text));
const check = (more: object): void => {
  toConfig({ ...options, ...more } as TrackerOptions);
};

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('every known option is silent, and so is undefined', () => {
  const identity = <T>(one: T): T => one;
  check({
    useAsync: true,
    consent: 'pending',
    respectSignals: false,
    storage: 'cookie',
    cookieDomain: 'shop.example',
    sanitizeUrl: identity,
    beforeSend: [identity, identity],
    sampleRate: 0.5,
    maxEventsPerMinute: 100,
    newSessionOnCampaign: true,
    onSessionStart: identity,
    enableDebug: false,
  });
  check({ sampleRate: 0, beforeSend: identity, apiBaseUrl: undefined, consent: undefined, storage: 'localStorage' });
  expect(said()).toEqual([]);
});

describe('an unknown option is named, with the nearest known one', () => {
  test.each([
    ['customerID', 'customerId'],
    ['customer_id', 'customerId'],
    ['token', 'apiToken'],
    ['apiKey', 'apiToken'],
    ['baseUrl', 'apiBaseUrl'],
    ['apiUrl', 'apiBaseUrl'],
    ['async', 'useAsync'],
    ['debug', 'enableDebug'],
    ['enabledebug', 'enableDebug'],
    ['respectDNT', 'respectSignals'],
    ['sample_rate', 'sampleRate'],
    ['beforesend', 'beforeSend'],
    ['cookie_domain', 'cookieDomain'],
  ])('%s: %s', (name, nearest) => {
    check({ [name]: 1 });
    expect(said()).toEqual([`[OneVault] Unknown option ${name}. Try ${nearest}.`]);
  });

  test.each(['foo', 'x', '', 'webVitals', 'tenantId'])('“%s” is like none', (name) => {
    check({ [name]: 1 });
    expect(said()).toEqual([`[OneVault] Unknown option ${name}.`]);
  });
});

describe('a wrong value is named, with what is expected', () => {
  test.each([
    ['customerId', 7, 'string', '7'],
    ['useAsync', 'false', 'boolean', 'false'],
    ['consent', 'Granted', 'granted pending denied', 'Granted'],
    ['consent', true, 'granted pending denied', 'true'],
    ['consent', null, 'granted pending denied', 'null'],
    ['storage', 'session', 'localStorage cookie memory', 'session'],
    ['respectSignals', 0, 'boolean', '0'],
    ['cookieDomain', true, 'string', 'true'],
    ['sanitizeUrl', 'strip', 'function', 'strip'],
    ['beforeSend', null, 'function', 'null'],
    ['beforeSend', [() => null, 'x'], 'function', '() => null,x'],
    ['sampleRate', 50, '0 to 1', '50'],
    ['sampleRate', '0.5', '0 to 1', '0.5'],
    ['sampleRate', -1, '0 to 1', '-1'],
    ['sampleRate', Number.NaN, '0 to 1', 'NaN'],
    ['maxEventsPerMinute', '100', '0 to Infinity', '100'],
    ['onSessionStart', {}, 'function', '[object Object]'],
    ['enableDebug', 'yes', 'boolean', 'yes'],
  ])('%s: %j', (name, value, expected, got) => {
    check({ [name]: value });
    expect(said()).toEqual([`[OneVault] Option ${name}: expected ${expected}, got ${got}.`]);
  });
});

test('a word for consent or storage that is none becomes the most private one', () => {
  const wrong = { consent: 'Granted', storage: 'none', sampleRate: 2 } as never;
  expect(toConfig({ ...options, ...(wrong as object) })).toMatchObject({
    consent: 'denied',
    storage: 'memory',
    sampleRate: 2,
  });
  expect(checkTrackerOptions({ consent: 'yes' as never })).toEqual({ consent: 'denied' });
});

describe('the base address', () => {
  test.each([
    'https://track.example',
    'https://track.example/',
    'HTTP://localhost:8000',
    'http://127.0.0.1:8000//',
    'http://[::1]:8000',
    '//track.example',
    '/collect',
    'https://shop.example/collect/api',
    'https://xn--bcher-kva.example',
    'https://bücher.example',
    'https://health.example',
  ])('%s is one', (apiBaseUrl) => {
    check({ apiBaseUrl });
    expect(said()).toEqual([]);
  });

  test.each([
    'localhost:8000',
    'track.example',
    'http://',
    'https:/track.example',
    'htps://track.example',
    'ws://track.example',
    'https://user:secret@track.example',
    'https://track.example?x=1',
    'https://track.example/#top',
    'https://track example',
    'null',
    'https://track.example/api/v1',
    'https://track.example/api/v1/track',
    'https://track.example/api/v1/track/',
    'https://track.example/api/v1/track/async',
    'https://track.example/health',
    '/api/v1/track',
  ])('%s is none', (apiBaseUrl) => {
    check({ apiBaseUrl });
    expect(said()).toEqual([expect.stringMatching(/apiBaseUrl.*https:\/\/track\.example,.*\/api\/v1/)]);
    expect(said()[0]).toContain(`got ${apiBaseUrl}.`);
  });
});

test.each([
  [undefined, 'customerId,apiToken'],
  [null, 'customerId,apiToken'],
  [{}, 'customerId,apiToken'],
  [{ customerId: 'a' }, 'apiToken'],
  [{ apiToken: 'b' }, 'customerId'],
  [{ customerId: '', apiToken: 'b' }, 'customerId'],
])('%j: what is missing is named before the known error', (given, missing) => {
  const error = new Error('OneVault Tracker requires customerId and apiToken');
  expect(() => toConfig(given as unknown as TrackerOptions)).toThrow(error);
  expect(said()).toEqual([`[OneVault] Missing: ${missing}.`]);
});

test('nothing throws: getters, symbols, and a page without a console', () => {
  const trap = Object.defineProperty({ ...options }, 'foo', {
    enumerable: true,
    get() {
      return Symbol('x');
    },
  });
  check({ useAsync: Symbol('x'), beforeSend: Object.create(null) });
  expect(toConfig(trap as unknown as TrackerOptions).customerId).toBe('acme');
  vi.stubGlobal('console', undefined);
  try {
    check({ foo: 1 });
  } finally {
    vi.unstubAllGlobals();
  }
});
