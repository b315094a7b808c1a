/**
 * @typedef {object} Line what `shared/report.mjs` prints for programs
 * @property {string} name
 * @property {import('../shared/report.mjs').Row[]} rows
 * @property {string} script
 * @property {string} at
 * @property {string} node
 * @property {{ processor: string, cores: number, memoryGib: number, system: string }} machine
 * @property {number | null} load null: not recorded
 * @property {string} [topic] of a comparison with peers
 * @property {'more' | 'less'} [better]
 * @property {string} [said] what was done
 * @property {number} [full] all that could arrive
 * @property {number} [runs]
 * @property {string} [chromium]
 * @property {Record<string, string>} [versions]
 * @property {Record<string, string>} [options]
 */

/** The JSON lines among what scripts print; the rest is for people. @param {string} text @returns {Line[]} */
export function readLines(text) {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{"name":'))
    .map((line) => {
      const read = JSON.parse(line);
      if (!read.at || !read.machine)
        throw new Error(`Failed to publish "${read.name}": it does not say when and where.`);
      return read;
    });
}
