import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMockServer } from '@onevault/mock-server/testing';

let server;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server.close());

test('jsdom’s AbortController ends a request', async () => {
  const leaving = new AbortController();
  const asking = fetch(`${server.url}/health`, { signal: leaving.signal });
  leaving.abort();
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  await expect(fetch(new Request(`${server.url}/health`, { signal: leaving.signal }))).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('signals of jsdom and of Node go together', () => {
  const page = new AbortController();
  const any = AbortSignal.any([new Request(server.url).signal, page.signal]);
  expect([any instanceof AbortSignal, any.aborted]).toEqual([true, false]);
  page.abort('left');
  expect([any.aborted, any.reason]).toEqual([true, 'left']);
});

test('a relative address is the page’s', () => {
  expect(new Request('/cart').url).toBe(new URL('/cart', location.href).href);
  expect(new Request('/cart').clone()).toBeInstanceOf(Request);
});

test('what jsdom has stays jsdom’s', () => {
  const form = document.createElement('form');
  form.innerHTML = '<input name="plan" value="pro" />';
  expect([...new FormData(form)]).toEqual([['plan', 'pro']]);
  const seen = [];
  const leaving = new AbortController();
  form.addEventListener('click', () => seen.push('click'), { signal: leaving.signal });
  form.click();
  leaving.abort();
  form.click();
  expect(seen).toEqual(['click']);
});
