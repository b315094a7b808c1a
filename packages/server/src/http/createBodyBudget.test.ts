import { expect, test } from 'vitest';
import { createBodyBudget } from './createBodyBudget.ts';

const evictions = () => {
  const evicted: string[] = [];
  return { evicted, of: (name: string) => () => void evicted.push(name) };
};

test('evicts the oldest body first, and no more than needed', () => {
  const { evicted, of } = evictions();
  const budget = createBodyBudget(100);
  const [first, second, third] = ['first', 'second', 'third'].map((name) => budget.begin(of(name)));
  first?.add(30);
  second?.add(30);
  third?.add(40);
  expect(evicted).toEqual([]);
  third?.add(1);
  expect(evicted).toEqual(['first']);
  second?.add(29);
  expect(evicted).toEqual(['first']);
});

test('does not count a body after its end, even if it ends twice', () => {
  const { evicted, of } = evictions();
  const budget = createBodyBudget(100);
  const first = budget.begin(of('first'));
  first.add(100);
  first.end();
  first.end();
  first.add(100);
  const second = budget.begin(of('second'));
  second.add(100);
  expect(evicted).toEqual([]);
  second.add(1);
  expect(evicted).toEqual(['second']);
});
