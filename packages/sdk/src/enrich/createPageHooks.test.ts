import { expect, test, vi } from 'vitest';
import { toDraft } from '../capture/toDraft.ts';
import { createPageHooks } from './createPageHooks.ts';

const toView = (page_url: string) => toDraft({ event_type: 'page_view', page_url });

test('a page view begins a page; other events do not', () => {
  const pages = createPageHooks();
  const hook = vi.fn();
  pages._add(hook);
  pages._see(toView('/a'));
  pages._see(toDraft('x'));
  pages._see(toView('/b'));
  expect(hook.mock.calls).toEqual([['/a'], ['/b']]);
});

test('a page that has begun does not begin again with its view', () => {
  const pages = createPageHooks();
  const hook = vi.fn();
  pages._add(hook);
  pages._begin('/a');
  pages._see(toDraft('x'));
  pages._see(toView('/a'));
  expect(hook.mock.calls).toEqual([['/a']]);
  pages._see(toView('/b'));
  expect(hook).toHaveBeenCalledTimes(2);
});

test('a failing hook does not affect the others, and a removed one is not called', () => {
  const pages = createPageHooks();
  const hook = vi.fn();
  pages._add(() => {
    throw new Error('mine');
  });
  const remove = pages._add(hook);
  pages._begin('/a');
  remove();
  pages._begin('/b');
  expect(hook.mock.calls).toEqual([['/a']]);
});
