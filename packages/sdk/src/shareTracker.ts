import type { AutoTracker, StartAutoTracking } from './autotrack/feature.ts';
import type { Config } from './config.ts';
import type { TrackerState } from './inspector/TrackerState.ts';
import { warn } from './warn.ts';

/** A tracker of this page, as other builds and versions see it: names may be added, and none may change. */
export interface SharedTracker {
  tracker: AutoTracker & { shutdown(): void };
  options: Config;
  /** Missing in a build without auto-tracking, until another build on the page brings it. */
  start: StartAutoTracking | undefined;
  /** What is, without changing it; for the inspector and `<ov-privacy-status>`. Missing in older versions. */
  look?(): TrackerState;
  /** The document's element when it was made. */
  root?: Element;
  /** Makes room for the next tracker of the pair. */
  end?(): void;
}

/**
 * One tracker a page for each pair of customer and server: returns the one that is there, else `own` and remembers it.
 * The snippet stands on pages twice, frameworks mount twice, a page has two bundles: each event must still be one.
 */
export function shareTracker(own: SharedTracker): SharedTracker {
  try {
    const root = globalThis.document?.documentElement;
    // A process on a server is not one page.
    if (!root) return own;
    // A symbol of the engine's own registry: other builds find it, names of the page do not.
    const page = globalThis as unknown as Record<symbol, Record<string, SharedTracker>>;
    // biome-ignore lint/suspicious/noAssignInExpressions: the usual way to say it.
    const trackers = (page[Symbol.for('onevault.trackers')] ||= {});
    const { options } = own;
    const pair = `${options.customerId} ${options.apiBaseUrl}`;
    const found = trackers[pair];
    if (found?.root?.isConnected) {
      tellTwice(found.options, options);
      found.start ||= own.start;
      return found;
    }
    // `document.open` has removed its listeners.
    found?.tracker.shutdown();
    trackers[pair] = own;
    own.root = root;
    own.end = () => {
      if (trackers[pair] === own) delete trackers[pair];
    };
  } catch {
    // The page has broken a built-in: then it has a tracker for each call, as the page wants it.
  }
  return own;
}

/** In production nobody is told of a snippet that is there twice: nothing is wrong with the data. */
function tellTwice(first: Config, second: Config): void {
  const names = (Object.keys({ ...first, ...second }) as (keyof Config)[]).filter(
    (name) => `${first[name]}` !== `${second[name]}`,
  );
  const ignored = names[0] ? `, ignored until its shutdown(): ${names}` : '';
  if (ignored || second.enableDebug || /^(localhost|127\.|\[::1)/.test(location.hostname))
    warn(`This tracker is made twice${ignored}.`);
}
