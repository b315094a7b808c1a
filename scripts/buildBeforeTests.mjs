import { buildStale } from './buildStale.mjs';

/** Vitest's global setup for tests that run the published build: builds it once, before all of them. */
export default async function buildBeforeTests() {
  await buildStale();
}
