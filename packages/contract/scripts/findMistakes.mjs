const STATUSES = ['VALID', 'SUSPICIOUS', 'INVALID'];
/** Kinds of referrer without a list. */
const OTHER_KINDS = ['direct', 'internal', 'referral'];
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
export function findMistakes({ checks, categories, referrers, parameters, sources, channels }) {
  const hosts = Object.values(referrers).flat();
  const named = Object.values(sources).flat();
  const names = [
    ...Object.keys(checks),
    ...Object.keys(categories),
    ...Object.keys(referrers),
    ...parameters.campaign,
    ...parameters.clickIds,
    ...Object.keys(sources),
    ...channels.map(({ channel }) => channel),
  ];
  return [
    ...names.filter((name) => !NAME.test(name)).map((name) => `"${name}" is not made of a-z, 0-9 and _`),
    ...hosts
      .filter((host) => !HOST.test(host))
      .map((host) => `"${host}" is not two or three labels in lower case, or a name and .*`),
    ...findRepeated(hosts).map((host) => `"${host}" is listed twice`),
    ...findRepeated(named).map((host) => `"${host}" has two sources`),
    ...hosts.filter((host) => !named.includes(host)).map((host) => `"${host}" has no source`),
    ...Object.entries(sources).flatMap(([source, itsHosts]) => [
      ...itsHosts.filter((host) => !hosts.includes(host)).map((host) => `"${host}" of ${source} is no referrer`),
      ...(listKinds(itsHosts, referrers).length > 1 ? [`the hosts of ${source} are of two kinds`] : []),
    ]),
    ...channels.flatMap(({ channel, kind = [], clickId = [] }) => [
      ...kind
        .filter((name) => !(name in referrers) && !OTHER_KINDS.includes(name))
        .map((name) => `${channel} has the unknown kind ${name}`),
      ...clickId
        .filter((name) => !parameters.clickIds.includes(name))
        .map((name) => `${channel} has the unknown click id ${name}`),
    ]),
    ...(channels.at(-1) && Object.keys(channels.at(-1) ?? {}).length === 1
      ? []
      : ['the last channel must fit every visit']),
    ...Object.entries(checks).flatMap(([rule, { weight, status }]) => [
      ...(STATUSES.includes(status) ? [] : [`the status of ${rule} is none of ${STATUSES.join(', ')}`]),
      // The memory engine counts in hundredths.
      ...(Number.isInteger(Math.round(weight * 1e6) / 1e4) ? [] : [`the weight of ${rule} has over two decimals`]),
    ]),
  ];
}

/**
 * The kinds of referrer of some hosts.
 *
 * @param {string[]} hosts
 * @param {Record<string, string[]>} referrers
 */
export function listKinds(hosts, referrers) {
  return Object.keys(referrers).filter((kind) => hosts.some((host) => referrers[kind]?.includes(host)));
}

/** @param {string[]} values */
function findRepeated(values) {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
