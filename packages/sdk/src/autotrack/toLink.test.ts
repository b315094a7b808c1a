import { expect, test } from 'vitest';
import type { Control } from './findClicked.ts';
import { toLink } from './toLink.ts';

const link = (html: string) => {
  document.body.innerHTML = html;
  return toLink(document.querySelector('a') as unknown as Control);
};

test.each([
  ['https://other.test/', true],
  ['http://other.test/', true],
  ['/here', false],
  ['mailto:ann@mail.test', false],
])('%s is outbound: %s', (href, isOutbound) => {
  expect(link(`<a href="${href}">x</a>`)._isOutbound).toBe(isOutbound);
});

test.each([
  ['mailto:ann@mail.test', 'email_click'],
  ['tel:+49301', 'phone_click'],
  ['sms:+49301', 'phone_click'],
  ['/contact', undefined],
])('%s is the contact %s', (href, contact) => {
  expect(link(`<a href="${href}">x</a>`)._contact).toBe(contact);
});

test('recognises files by their ending or by `download`, and scrubs their names', () => {
  expect(link('<a href="/files/menu.PDF?v=1#top">x</a>')._file).toEqual({
    file_name: 'menu.PDF',
    file_extension: 'PDF',
  });
  expect(link('<a href="/export" download>x</a>')._file).toEqual({ file_name: 'export', file_extension: undefined });
  expect(link('<a href="/f/ann@mail.test.pdf">x</a>')._file?.file_name).not.toContain('ann@');
  expect(link('<a href="/menu">x</a>')._file).toBeUndefined();
});

test('reads the address of a link inside an SVG', () => {
  const element = Object.assign(document.createElement('a'), {});
  Object.defineProperty(element, 'href', { value: { baseVal: '#drawn' } });
  expect(toLink(element as unknown as Control)._href).toBe('#drawn');
});
