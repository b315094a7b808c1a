import { expect, test } from 'vitest';
import { readQuery } from './readQuery.ts';

test.each(['a=1&b=two', 'a=a+b&b=%20c%2B', 'caf%C3%A9=%E2%9C%93', 'a=1=2&b', 'a=1&a=2', '=x&a='])(
  'reads %s as the browser does',
  (query) => {
    const own = readQuery(`https://shop.test/?${query}#a=3?b=4`);
    expect(own).toEqual([...new URLSearchParams(query)]);
  },
);

test('a part that is not well encoded stays as it is', () => {
  expect(readQuery('/?q=100%&b=%E2%9')).toEqual([
    ['q', '100%'],
    ['b', '%E2%9'],
  ]);
});
