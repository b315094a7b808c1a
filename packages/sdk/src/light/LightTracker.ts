import { BaseTracker } from '../BaseTracker.ts';
import { type TrackerOptions, toConfig } from '../config.ts';
import type { AnyEvents } from '../plan.ts';
import { createLightPipeline } from './createLightPipeline.ts';
import { startLightTracking } from './startLightTracking.ts';

/**
 * The tracker of the small script tag: delivery, explicit tracking, and auto-tracking of the page view, clicks and
 * submits. Consent, scrubbing, identity and the other features are in the full one.
 */
export class LightTracker<Plan extends object = AnyEvents> extends BaseTracker<Plan> {
  /** @throws Error `OneVault Tracker requires customerId and apiToken` when either is missing. */
  constructor(options: TrackerOptions) {
    super(createLightPipeline(toConfig(options)));
  }

  /** Tracks the page view, clicks on buttons and links, and submits by itself. Calling it again changes nothing. */
  enableAutoTracking(): void {
    this._stopAutoTracking ??= startLightTracking(this);
  }
}
