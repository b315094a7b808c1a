export interface Tag {
  /** The `src` of each script, as written. */
  scripts: string[];
  /** What the tracker is made with, if it is written there. */
  config: { customerId: string; apiToken: string; apiBaseUrl?: string } | undefined;
  /** Whether the tracker is named at all. */
  isMentioned: boolean;
}

const SRC = /<script\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi;

/** Finds the tracker in a page, or in a script of it. */
export function findTag(text: string, isScript = false): Tag {
  const code = isScript ? text : text.replace(/<!--[\s\S]*?-->/g, '');
  const scripts = isScript ? [] : [...code.matchAll(SRC)].map(([, a, b, c]) => unescapeHtml(a ?? b ?? c ?? ''));
  const customerId = findOption(code, 'customerId');
  const apiToken = findOption(code, 'apiToken');
  const apiBaseUrl = findOption(code, 'apiBaseUrl');
  return {
    scripts,
    config:
      customerId !== undefined && apiToken !== undefined
        ? { customerId, apiToken, ...(apiBaseUrl !== undefined && { apiBaseUrl }) }
        : undefined,
    isMentioned: /onevault/i.test(code),
  };
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
