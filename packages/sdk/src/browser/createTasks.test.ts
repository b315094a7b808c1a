import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endScript } from '../../test/support/endScript.mjs';
import { type Scheduler, stubScheduler } from '../../test/support/stubScheduler.ts';
import { createTasks } from './createTasks.ts';

let scheduler: Scheduler;
let done: string[];

beforeEach(() => {
  vi.useFakeTimers();
  scheduler = stubScheduler();
  done = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A work that takes so long. */
const work =
  (name: string, takesMs = 0) =>
  (): void => {
    done.push(name);
    vi.advanceTimersByTime(takesMs);
  };

test('does nothing in the task that adds, and short works in one later task, in order', () => {
  const tasks = createTasks();
  for (const name of ['a', 'b', 'c']) tasks._add(work(name));
  expect(done).toEqual([]);
  expect(scheduler.waiting()).toBe(1);
  scheduler.runOne();
  expect(done).toEqual(['a', 'b', 'c']);
  expect(scheduler.waiting()).toBe(0);
});

test('gives the page its turn after a long work', () => {
  const tasks = createTasks();
  for (const name of ['a', 'b', 'c']) tasks._add(work(name, 5));
  scheduler.runOne();
  expect(done).toEqual(['a']);
  scheduler.run();
  expect(done).toEqual(['a', 'b', 'c']);
});

test('does at once what is left, and nothing twice', () => {
  const tasks = createTasks();
  for (const name of ['a', 'b', 'c']) tasks._add(work(name, 5));
  scheduler.runOne();
  tasks._finish();
  expect(done).toEqual(['a', 'b', 'c']);
  scheduler.run();
  tasks._finish();
  expect(done).toEqual(['a', 'b', 'c']);
  tasks._add(work('d'));
  scheduler.run();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});

test('a work that adds another, or asks for the rest, keeps the order', () => {
  const tasks = createTasks();
  tasks._add(() => {
    tasks._add(work('c'));
    tasks._finish();
    done.push('a');
  });
  tasks._add(work('b'));
  tasks._finish();
  expect(done).toEqual(['a', 'b', 'c']);
});

test('an error of one does not affect the others', () => {
  const tasks = createTasks();
  tasks._add(() => {
    throw new Error('mine');
  });
  tasks._add(work('b'));
  scheduler.run();
  expect(done).toEqual(['b']);
});

test('a work that the browser ended is done anew, and then the rest', () => {
  const tasks = createTasks();
  let isEndless = true;
  tasks._add(work('a'));
  tasks._add(() => {
    done.push('b');
    while (isEndless);
  });
  tasks._add(work('c'));
  endScript(scheduler.runOne);
  isEndless = false;
  expect(done).toEqual(['a', 'b']);
  tasks._recover();
  tasks._finish();
  expect(done).toEqual(['a', 'b', 'b', 'c']);
  tasks._add(work('d'));
  scheduler.run();
  expect(done).toEqual(['a', 'b', 'b', 'c', 'd']);
});

test('goes on after a script that the browser ended in a page that stays', () => {
  const tasks = createTasks();
  let isEndless = true;
  tasks._add(() => {
    while (isEndless);
    done.push('a');
  });
  endScript(scheduler.runOne);
  isEndless = false;
  tasks._add(work('b'));
  scheduler.run();
  expect(done).toEqual(['a', 'b']);
});

test('what is done anew within a work that goes on after all is not done a third time', () => {
  const tasks = createTasks();
  let isFirst = true;
  tasks._add(() => {
    done.push('a');
    if (!isFirst) return;
    isFirst = false;
    tasks._recover();
    tasks._finish();
  });
  tasks._add(work('b'));
  scheduler.run();
  expect(done).toEqual(['a', 'a', 'b']);
  tasks._add(work('c'));
  scheduler.run();
  expect(done).toEqual(['a', 'a', 'b', 'c']);
});

test.each([
  ['no scheduler', undefined],
  ['a page’s own', { today: 'monday' }],
  [
    'one that throws',
    {
      postTask() {
        throw new Error('broken');
      },
    },
  ],
])('%s: does the work at the end of the task', async (_, given) => {
  vi.stubGlobal('scheduler', given);
  const tasks = createTasks();
  tasks._add(work('a', 5));
  tasks._add(work('b', 5));
  expect(done).toEqual([]);
  for (let n = 0; n < 5; n++) await 0;
  expect(done).toEqual(['a', 'b']);
});
