import { expect, test } from 'vitest';
import { toLink } from './toLink.ts';

const link = (html: string) => {
  document.body.innerHTML = html;
  return toLink(document.querySelector('a') as Element);
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

test.each(['href', 'xlink:href'])('reads the address of a link inside an SVG, in %s', (name) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'a');
  element.setAttribute(name, 'https://other.test/f/map.pdf');
  expect(toLink(element)).toMatchObject({ _href: 'https://other.test/f/map.pdf', _isOutbound: true });
  element.setAttribute(name, '#drawn');
  expect(toLink(element)._href).toBe(new URL('#drawn', document.baseURI).href);
});

test('names a file as the link says', () => {
  expect(link('<a href="blob:http://x.test/1" download="read along.html">x</a>')._file).toEqual({
    file_name: 'read along.html',
    file_extension: 'html',
  });
  expect(link('<a href="/export.csv?all" download="all.txt">x</a>')._file?.file_name).toBe('all.txt');
  expect(link('<a href="https://other.test/a.csv" download="all.txt">x</a>')._file?.file_name).toBe('a.csv');
  expect(link('<a href="/x" download="ann@mail.test.txt">x</a>')._file?.file_name).toBe('[masked]');
});
