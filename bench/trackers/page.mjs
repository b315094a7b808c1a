/**
 * What a page of the benchmark and a tracker in it have in common.
 *
 * @typedef {object} Page
 * @property {string} sink where the tracker sends to
 * @property {(name: string, data: Record<string, unknown>) => unknown} track set by the tracker
 * @property {() => void} [onRoute] what the application calls after a change of route, where the tracker does not see it
 */

export const page = /** @type {Page} */ (/** @type {unknown} */ (globalThis));
