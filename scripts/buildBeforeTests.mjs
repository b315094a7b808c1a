import { buildStale } from './buildStale.mjs';

/** Vitest's global setup for tests that run what is published: builds it once, before any of them. */
export default function buildBeforeTests() {
  buildStale();
}
