import { attribute } from '../autotrack/attribute.ts';
import type { Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';

/** Percent between two `progress` events. */
const QUARTER = 25;

/**
 * Tracks `media` for `<video>` and `<audio>`: `action` is `play`, `pause`, `progress` (each quarter once) or `complete`,
 * with `position`, `duration`, `percent`. Players inside another frame are not tracked.
 *
 * @example tracker.enableAutoTracking({ features: [media()] });
 */
export function media(): Feature {
  return (tracker) => {
    const reached = new WeakMap<HTMLMediaElement, number>();
    return listen(document, 'play pause ended timeupdate', (event) => {
      const player = event.composedPath()[0] as HTMLMediaElement;
      if (player.closest('[data-ov-ignore]')) return;
      const { currentTime, duration, currentSrc, localName, muted } = player;
      const percent = duration > 0 ? Math.floor((currentTime / duration) * 100) : 0;
      let action = event.type;
      if (action === 'timeupdate') {
        const quarter = percent - (percent % QUARTER);
        if (quarter <= (reached.get(player) || 0) || quarter >= 100) return;
        reached.set(player, quarter);
        action = 'progress';
      } else if (action === 'ended') action = 'complete';
      // A player pauses before it ends.
      else if (action === 'pause' && player.ended) return;
      tracker.trackEvent('media', {
        action,
        element_id: attribute(player, 'id') || undefined,
        media_type: localName,
        // A stream's address is valid in this page only.
        src: currentSrc.startsWith('blob:') ? undefined : currentSrc,
        title: attribute(player, 'title') || attribute(player, 'aria-label') || undefined,
        position: Math.round(currentTime * 10) / 10,
        duration: Number.isFinite(duration) ? Math.round(duration * 10) / 10 : undefined,
        percent,
        muted,
      });
    });
  };
}
