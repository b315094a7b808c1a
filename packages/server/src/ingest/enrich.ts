import bowser from 'bowser';
import { isbot } from 'isbot';
import QuickLRU from 'quick-lru';
import type { Enrichment } from '../engine/port.ts';

// Visitors share few user agents, and parsing one costs more than the rest of the ingest.
const MAX_REMEMBERED = 1_000;
const MAX_LENGTH = 64;
const DEVICE_TYPES = ['desktop', 'mobile', 'tablet', 'tv'] as const;

const remembered = new QuickLRU<string, Enrichment>({ maxSize: MAX_REMEMBERED });

/** What the user agent says about the device, and whether it is a known bot. Null without one. */
export function enrich(userAgent: string | null): Enrichment | null {
  if (!userAgent) return null;
  let enrichment = remembered.get(userAgent);
  if (!enrichment) {
    enrichment = read(userAgent);
    remembered.set(userAgent, enrichment);
  }
  return enrichment;
}

function read(userAgent: string): Enrichment {
  const { browser, os, platform } = bowser.parse(userAgent);
  return {
    browser_name: short(browser.name),
    browser_version: short(browser.version),
    operating_system: short(os.name),
    device_type: DEVICE_TYPES.find((type) => type === platform.type) ?? null,
    is_bot: isbot(userAgent),
  };
}

function short(text: string | undefined): string | null {
  return text ? text.slice(0, MAX_LENGTH) : null;
}
