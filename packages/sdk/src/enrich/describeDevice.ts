import type { EventData } from '../events.ts';

type Hints = Navigator & {
  connection?: { effectiveType?: string };
  userAgentData?: { platform?: string; mobile?: boolean };
};
type WithTemporal = typeof globalThis & { Temporal?: { Now: { timeZoneId(): string } } };

/** Wider or higher than any screen, in CSS pixels. */
const MAX_PX = 16_384;

/** Device properties that need no prompt, no request and no layout. */
export function describeDevice(): EventData {
  const { screen, Temporal } = globalThis as WithTemporal;
  if (!screen) return {};
  const { language, connection, userAgentData } = navigator as Hints;
  return {
    screen_resolution: `${screen.width}x${screen.height}`,
    viewport_size: `${toViewport('width')}x${toViewport('height')}`,
    language,
    // The first use of Intl costs 11 ms on a fast machine, Temporal (Chromium 144, Firefox 139) a fifth of one.
    timezone: Temporal ? Temporal.Now.timeZoneId() : Intl.DateTimeFormat().resolvedOptions().timeZone,
    connection: connection?.effectiveType,
    platform: userAgentData?.platform,
    is_mobile: userAgentData?.mobile,
  };
}

/**
 * `innerWidth` or `innerHeight`, by binary search over media queries, which takes 0.2 ms. Reading the properties forces
 * a layout, 7 ms for 500 paragraphs.
 */
function toViewport(side: string): number {
  let px = 0;
  for (let step = MAX_PX / 2; step >= 1; step /= 2) if (matchMedia(`(min-${side}:${px + step}px)`).matches) px += step;
  return px;
}
