const STATUSES = ['VALID', 'SUSPICIOUS', 'INVALID'];
/** Names appear in SQL and Markdown, so they must not need quoting. */
const NAME = /^[a-z][a-z0-9_]*$/;
/** SQL looks up the last two or three labels of a host. */
const HOST = /^[a-z0-9-]+\.(?:\*|[a-z0-9-]+(?:\.[a-z0-9-]+)?)$/;

/**
 * Lists entries that SQL and TypeScript would read differently.
 *
 * @param {import('./renderPipeline.mjs').Rules} rules
 * @returns {string[]}
 */
export function findMistakes({ checks, categories, referrers, parameters }) {
  const hosts = Object.values(referrers).flat();
  const names = [
    ...Object.keys(checks),
    ...Object.keys(categories),
    ...Object.keys(referrers),
    ...parameters.campaign,
    ...parameters.clickIds,
  ];
  return [
    ...names.filter((name) => !NAME.test(name)).map((name) => `"${name}" is not made of a-z, 0-9 and _`),
    ...hosts
      .filter((host) => !HOST.test(host))
      .map((host) => `"${host}" is not two or three labels in lower case, or a name and .*`),
    ...findRepeated(hosts).map((host) => `"${host}" is listed twice`),
    ...Object.entries(checks).flatMap(([rule, { weight, status }]) => [
      ...(STATUSES.includes(status) ? [] : [`the status of ${rule} is none of ${STATUSES.join(', ')}`]),
      // The memory engine counts in hundredths.
      ...(Number.isInteger(Math.round(weight * 1e6) / 1e4) ? [] : [`the weight of ${rule} has over two decimals`]),
    ]),
  ];
}

/** @param {string[]} values */
function findRepeated(values) {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
