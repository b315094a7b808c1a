import { expect, test } from 'vitest';
import { watchMember } from './watchMember.ts';

class Box {
  items: unknown[] = [];
  #label = '';
  add(...items: unknown[]): number {
    return this.items.push(...items);
  }
  get label(): string {
    return this.#label;
  }
  set label(label: string) {
    this.#label = label.trim();
  }
}

const own = (name: string) => Object.getOwnPropertyDescriptor(Box.prototype, name);

test('reports calls and what is set, and both do what they did', () => {
  const seen: unknown[] = [];
  const before = [own('add'), own('label')];
  const box = new Box();
  const stops = ['add', 'label'].map((name) => watchMember(Box.prototype, name, (self, args) => seen.push(self, args)));
  expect(box.add(1, 2)).toBe(2);
  box.label = ' a ';
  expect(box.label).toBe('a');
  expect(seen).toEqual([box, [1, 2], box, [' a ']]);
  for (const stop of stops) stop();
  box.add(3);
  expect(seen).toHaveLength(4);
  expect([own('add'), own('label')]).toEqual(before);
});

test('errors of the watcher stay silent, those of the page do not', () => {
  const stop = watchMember(Box.prototype, 'label', () => {
    throw new Error('mine');
  });
  const box = new Box();
  box.label = 'a';
  expect(box.label).toBe('a');
  expect(() => Object.assign(box, { label: 7 })).toThrow('trim');
  stop();
});

test('what another script has put over it stays, and is reported no more', () => {
  const before = own('add') as PropertyDescriptor;
  const seen: unknown[] = [];
  const stop = watchMember(Box.prototype, 'add', () => seen.push(1));
  const inner = Box.prototype.add;
  const theirs = function (this: Box, ...items: unknown[]): number {
    return inner.apply(this, items);
  };
  Box.prototype.add = theirs;
  stop();
  expect(Box.prototype.add).toBe(theirs);
  expect(new Box().add(1)).toBe(1);
  expect(seen).toEqual([]);
  Object.defineProperty(Box.prototype, 'add', before);
});

test.each([
  ['is missing', {}],
  ['is frozen', Object.freeze({ add() {} })],
  ['is no method', { add: 7 }],
])('a member that %s is left alone', (_, owner) => {
  const before = Object.getOwnPropertyDescriptor(owner, 'add');
  watchMember(owner, 'add', () => {})();
  expect(Object.getOwnPropertyDescriptor(owner, 'add')).toEqual(before);
});
