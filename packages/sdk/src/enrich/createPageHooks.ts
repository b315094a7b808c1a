import { createTable } from '../browser/createTable.ts';
import { guard } from '../browser/guard.ts';
import type { Draft } from '../events.ts';

/** Called when another page begins, while events still belong to the last one. */
export type PageHook = (pageUrl: string) => void;

export interface PageHooks {
  _add(hook: PageHook): () => void;
  /** Begins another page, before its `page_view`. */
  _begin: PageHook;
  /** A `page_view` begins a page too, unless its page has begun already. */
  _see(draft: Draft): void;
}

/** Calls the hooks of auto-tracking when another page begins. */
export function createPageHooks(): PageHooks {
  const hooks = createTable<PageHook, true>();
  let isBegun = false;
  const call: PageHook = (pageUrl) => {
    for (const [hook] of hooks._rows()) hook(pageUrl);
  };
  return {
    _add(hook) {
      const guarded = guard(hook);
      hooks._set(guarded, true);
      return () => hooks._delete(guarded);
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
