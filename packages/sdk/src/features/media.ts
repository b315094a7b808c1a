import { attribute } from '../autotrack/attribute.ts';
import type { Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';

/** Percent from one `progress` to the next. */
const QUARTER = 25;

/**
 * Tracks `media` for `<video>` and `<audio>`: `action` is `play`, `pause`, `progress` (each quarter once) or `complete`,
 * with `position`, `duration`, `percent`. Players inside of another frame are not seen.
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
      // A player that has come to its end pauses first.
      else if (action === 'pause' && player.ended) return;
      tracker.trackEvent('media', {
        action,
        element_id: attribute(player, 'id') || undefined,
        media_type: localName,
        // Streams have an address of this page alone.
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
