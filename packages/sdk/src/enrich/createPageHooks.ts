import { guard } from '../browser/guard.ts';
import type { Draft } from '../events.ts';

/** Called when another page begins, while what is tracked still belongs to the last one. */
export type PageHook = (pageUrl: string) => void;

export interface PageHooks {
  _add(hook: PageHook): () => void;
  /** Another page begins, and its `page_view` will come. */
  _begin: PageHook;
  /** A `page_view` begins a page too, unless it is the one that was to come. */
  _see(draft: Draft): void;
}

/** Tells auto-tracking that another page begins. */
export function createPageHooks(): PageHooks {
  const hooks = new Set<PageHook>();
  let isBegun = false;
  const call: PageHook = (pageUrl) => {
    for (const hook of hooks) hook(pageUrl);
  };
  return {
    _add(hook) {
      const guarded = guard(hook);
      hooks.add(guarded);
      return () => hooks.delete(guarded);
    },
    _begin(pageUrl) {
      call(pageUrl);
      isBegun = true;
    },
    _see({ _type, _url }) {
      if (_type !== 'page_view') return;
      if (!isBegun) call(_url);
      isBegun = false;
    },
  };
}
