import { VERSION } from '../../version.ts';
import { askAnything, inspectCors, inspectKey, inspectServer } from './askServer.ts';
import { type Finding, fine, problem } from './finding.ts';
import { findTag } from './findTag.ts';

/** More files than a page has that configures a tracker; each costs a request. */
const MAX_SCRIPTS = 10;

/** Follows a page as a browser would: its tag, the server that the tag names, and whether that takes the page's key. */
export async function inspectPage(page: string): Promise<Finding[]> {
  const { origin } = new URL(page);
  const html = await askAnything(page);
  if (!html) return [problem('page', `nothing answers at ${page}`, 'another --page')];
  if (html.status !== 200) return [problem('page', `${page} answers HTTP ${html.status}`, 'another --page')];

  const { scripts } = findTag(html.text);
  let { config, isMentioned } = findTag(html.text);
  const urls = scripts.map((src) => new URL(src, page).href).slice(0, MAX_SCRIPTS);
  const files = await Promise.all(urls.map(async (url) => ({ url, answer: await askAnything(url) })));
  const findings: Finding[] = files
    .filter(({ url }) => /onevault/i.test(url))
    .map(({ url, answer }) => toScript(url, answer));
  for (const { url, answer } of files) {
    // The library itself names its options.
    if (config || answer?.status !== 200 || /onevault[\w.-]*\.js/i.test(url)) continue;
    const found = findTag(answer.text, true);
    config = found.config;
    isMentioned ||= found.isMentioned;
  }
  if (!config) {
    return [
      ...findings,
      isMentioned
        ? problem(
            'page',
            `${page} has the tracker, but its customer and key are not written in it`,
            'the browser’s network panel',
          )
        : problem(
            'page',
            `${page} has no tracker`,
            'the snippet of the README of @onevault/tracker; a tag manager adds it only in a browser',
          ),
    ];
  }

  const { customerId, apiToken, apiBaseUrl = origin, trackPath } = config;
  if (!URL.canParse(apiBaseUrl, page)) {
    return [...findings, problem('page', `its apiBaseUrl "${apiBaseUrl}" is not a url`, 'https://track.shop.example')];
  }
  const url = new URL(apiBaseUrl, page).href.replace(/\/+$/, '');
  findings.push(fine('page', `${page} tracks customer "${customerId}" at ${url}`));
  if (page.startsWith('https:') && url.startsWith('http:') && !/^http:\/\/(localhost|127\.0\.0\.1)\b/.test(url)) {
    findings.push(problem('page', `browsers block ${url} in a page over https`, 'an apiBaseUrl with https'));
  }
  if (trackPath) {
    // A proxy with names of its own: it forwards nothing that would tell about the server.
    findings.push(fine('proxy', `it sends to ${url}${trackPath}: inspect the server behind that with --url`));
    return findings;
  }
  const server = await inspectServer(url);
  findings.push(server);
  if (!server.isOk) return findings;
  if (!server.message.includes(`version ${VERSION},`)) {
    findings.push(fine('version', `this doctor has version ${VERSION}, the server another one`));
  }
  if (new URL(url).origin !== origin) findings.push(await inspectCors(url, origin));
  findings.push(
    ...(await inspectKey(url, { customer: customerId, token: apiToken, origin, environment: config.environment })),
  );
  return findings;
}

function toScript(url: string, answer: Awaited<ReturnType<typeof askAnything>>): Finding {
  if (answer?.status !== 200) {
    return problem('script', `${url} ${answer ? `answers HTTP ${answer.status}` : 'does not answer'}`, 'the right src');
  }
  const type = answer.headers.get('content-type') ?? 'no type';
  return /javascript/i.test(type)
    ? fine('script', `${url} is there`)
    : problem('script', `${url} is sent as ${type}, which browsers do not run`, 'Content-Type: text/javascript');
}
