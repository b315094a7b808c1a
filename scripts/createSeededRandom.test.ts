import { expect, test } from 'vitest';
import { createSeededRandom } from './createSeededRandom.ts';

test('the same seed gives the same values, another seed gives others', () => {
  const draw = (seed: number) => {
    const random = createSeededRandom(seed);
    return [random.next(), random.integer(1, 1_000_000), random.uuid(), [...random.fill(new Uint8Array(8))]];
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(2)).not.toEqual(draw(1));
});

test('values have the right range and form', () => {
  const random = createSeededRandom(7);
  for (let n = 0; n < 1_000; n += 1) {
    expect(random.next()).toSatisfy((value: number) => value >= 0 && value < 1);
    expect([3, 4, 5]).toContain(random.integer(3, 5));
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
