import { afterEach, expect, test } from 'vitest';
import { serialize } from './serialize.ts';

const owners = { Object: Object.prototype, Array: Array.prototype, Date: Date.prototype };
const dates = Object.getOwnPropertyDescriptor(Date.prototype, 'toJSON') as PropertyDescriptor;
const mend = (): void => {
  for (const owner of Object.values(owners)) delete (owner as { toJSON?: unknown }).toJSON;
  Object.defineProperty(Date.prototype, 'toJSON', dates);
};
afterEach(mend);

class Money {
  private readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  toJSON() {
    return this.cents / 100;
  }
}
const value = () => ({
  list: [1, [2]],
  deep: { a: { b: null } },
  when: new Date(0),
  never: new Date(Number.NaN),
  url: new URL('https://shop.test/a'),
  price: new Money(250),
  text: 'x',
  missing: undefined,
  act: () => 1,
});

test.each(Object.entries(owners))('%s.prototype.toJSON of the page changes nothing, and stays', (_, owner) => {
  const expected = JSON.stringify(value());
  const toJSON = () => 'of the page';
  Object.defineProperty(owner, 'toJSON', { value: toJSON, configurable: true });
  const text = serialize(value());
  const { toJSON: left } = owner as { toJSON?: unknown };
  // The test runner writes JSON, too.
  mend();
  expect(text).toBe(expected);
  expect(left).toBe(toJSON);
});

test('the replacer sees what is written', () => {
  const seen: unknown[] = [];
  serialize({ when: new Date(0), price: new Money(250) }, (_, one) => {
    seen.push(one);
    return one;
  });
  expect(seen.slice(1)).toEqual(['1970-01-01T00:00:00.000Z', 2.5]);
});

test('what JSON cannot hold throws', () => {
  const cycle: unknown[] = [];
  cycle[0] = cycle;
  for (const one of [cycle, 1n]) expect(() => serialize({ one })).toThrow();
});
