/**
 * @param {number} since a moment of `performance.now()`
 * @returns {string} `12.3 s`
 */
export function toSeconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
