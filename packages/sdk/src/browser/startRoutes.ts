import { attempt } from './attempt.ts';
import { listen } from './listen.ts';
import { patchMethod } from './patchMethod.ts';
import { stopAll } from './stopAll.ts';

/**
 * Reports when the address of the document changes without a load, and how: `push`, `replace` or `traverse`. Uses the
 * Navigation API (Chromium 102, Safari 26.2, Firefox 147); elsewhere patches `history`.
 */
export function startRoutes(onChange: (type: string | null) => unknown): () => void {
  // Pages have a variable of this name, some of them an element.
  const navigation = attempt(() => {
    const { navigation: found } = globalThis as unknown as { navigation: EventTarget };
    return 'oncurrententrychange' in found && found;
  });
  if (navigation) {
    return listen<Event & { navigationType: string | null }>(navigation, 'currententrychange', ({ navigationType }) =>
      onChange(navigationType),
    );
  }
  const { history } = globalThis;
  const stops = ['push', 'replace'].map((type) => {
    const name = `${type}State`;
    // A framework that patched the instance never uses the prototype again.
    const owner = Object.keys(history).includes(name) ? history : Object.getPrototypeOf(history);
    return patchMethod(owner, name, () => onChange(type), history);
  });
  const stop = listen(window, 'popstate hashchange', () => onChange('traverse'));
  return stopAll([...stops, stop]);
}
