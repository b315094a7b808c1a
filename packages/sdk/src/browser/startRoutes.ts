import { attempt } from './attempt.ts';
import { guard } from './guard.ts';
import { listen } from './listen.ts';
import { stopAll } from './stopAll.ts';

type PushState = History['pushState'];
/** On a patch that is out of use: the function that it calls. A plain name, because another version may read it. */
type Patch = PushState & { ovInner?: PushState };

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
    const name = `${type}State` as 'pushState';
    // A framework that patched the instance never uses the prototype again.
    const owner: History = Object.keys(history).includes(name) ? history : Object.getPrototypeOf(history);
    const inner: Patch = owner[name];
    let tell = guard(onChange);
    const patch: Patch = function (this: History, ...args) {
      inner.apply(this, args);
      tell(type);
    };
    // A frozen prototype: then on the instance.
    if (!Reflect.set(owner, name, patch)) {
      Reflect.defineProperty(history, name, { value: patch, writable: true, enumerable: true, configurable: true });
    }
    return () => {
      tell = () => {};
      patch.ovInner = inner;
      // If another script has patched over this patch, it stays and only forwards, until they restore it.
      let next: Patch = patch;
      while (owner[name] === patch && next.ovInner) next = next.ovInner;
      if (next !== patch) owner[name] = next;
    };
  });
  const stop = listen(window, 'popstate hashchange', () => onChange('traverse'));
  return stopAll([...stops, stop]);
}
