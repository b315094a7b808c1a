export interface Tag {
  /** The `src` of each script, as written. */
  scripts: string[];
  /** What the tracker is made with, if it is written there. */
  config:
    | { customerId: string; apiToken: string; apiBaseUrl?: string; trackPath?: string; environment?: string }
    | undefined;
  /** Whether the tracker is named at all. */
  isMentioned: boolean;
}

/** Before it is the address of the server that hands out the script. */
const SERVED = /\/sdk\/[^/]+\/[^/]+$/;
const SRC = /<script\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi;

/** Finds the tracker in a page, or in a script of it. */
export function findTag(text: string, isScript = false): Tag {
  const code = isScript ? text : text.replace(/<!--[\s\S]*?-->/g, '');
  const scripts = isScript ? [] : [...code.matchAll(SRC)].map(([, a, b, c]) => unescapeHtml(a ?? b ?? c ?? ''));
  const described = isScript ? undefined : findDescribed(code);
  const customerId = findOption(code, 'customerId');
  const apiToken = findOption(code, 'apiToken');
  const apiBaseUrl = findOption(code, 'apiBaseUrl');
  const environment = findOption(code, 'environment');
  return {
    scripts,
    config:
      described ??
      (customerId !== undefined && apiToken !== undefined
        ? { customerId, apiToken, ...(apiBaseUrl !== undefined && { apiBaseUrl }), ...(environment && { environment }) }
        : undefined),
    isMentioned: /onevault/i.test(code),
  };
}

/** The tracker that the attributes of a tag describe: `data-customer`, `data-key`, `data-api`, `data-path`, `data-environment`. */
function findDescribed(code: string): Tag['config'] {
  for (const [tag] of code.matchAll(/<script\b[^>]*>/gi)) {
    const read = (name: string): string | undefined => {
      const [, a, b, c] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag) ?? [];
      const value = a ?? b ?? c;
      return value === undefined ? undefined : unescapeHtml(value);
    };
    const [customerId, apiToken, src, trackPath] = ['data-customer', 'data-key', 'src', 'data-path'].map(read);
    if (customerId === undefined || apiToken === undefined) continue;
    const environment = read('data-environment');
    const apiBaseUrl = read('data-api') ?? (src && SERVED.test(src) ? src.replace(SERVED, '') || '/' : undefined);
    return {
      customerId,
      apiToken,
      ...(apiBaseUrl && { apiBaseUrl }),
      ...(trackPath && { trackPath }),
      ...(environment && { environment }),
    };
  }
  return undefined;
}

/** `customerId: 'shop'`, `"customerId":"shop"`, and what a minifier makes of it. */
function findOption(code: string, name: string): string | undefined {
  const found = new RegExp(`["'\`]?\\b${name}["'\`]?\\s*:\\s*(["'\`])((?:(?!\\1)[^\\\\\\n])*)\\1`).exec(code);
  // A template's ${…} is filled in only when the page runs.
  return found?.[2]?.includes('${') ? undefined : found?.[2];
}

function unescapeHtml(text: string): string {
  return text.trim().replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
