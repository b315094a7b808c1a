import type { EventData } from '../events.ts';

type Hints = Navigator & {
  connection?: { effectiveType?: string };
  userAgentData?: { platform?: string; mobile?: boolean };
};

/** What the browser says for nothing: no prompt, no request, no layout. */
export function describeDevice(): EventData {
  const { screen } = globalThis;
  if (!screen) return {};
  const { language, connection, userAgentData } = navigator as Hints;
  return {
    screen_resolution: `${screen.width}x${screen.height}`,
    viewport_size: `${innerWidth}x${innerHeight}`,
    language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    connection: connection?.effectiveType,
    platform: userAgentData?.platform,
    is_mobile: userAgentData?.mobile,
  };
}
