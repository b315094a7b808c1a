/**
 * Rules for the pages that may use a key. A rule is an exact origin (`https://shop.example`, `http://localhost:5173`)
 * or has a leading `*.` for every host below a domain (`https://*.shop.example` fits `a.shop.example` and
 * `a.b.shop.example`, neither `shop.example` itself nor `evilshop.example`). Scheme and port must match too.
 */

const RULE = /^(https?):\/\/(\*\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/;

/** Normalises a rule; null if it is none. A host alone means https: `shop.example`, `*.shop.example`. */
export function toOriginRule(text: string): string | null {
  const lower = text.trim().toLowerCase();
  const full = lower.includes('://') ? lower : `https://${lower}`;
  const [, scheme, wildcard = '', host = ''] = RULE.exec(full) ?? [];
  // `*.com` or `*.localhost` would admit everyone.
  if (!scheme || (wildcard && !host.includes('.'))) return null;
  const probe = full.replace('*.', '');
  if (!URL.canParse(probe)) return null;
  const { origin } = new URL(probe);
  return wildcard ? origin.replace('://', '://*.') : origin;
}

/** Whether an `Origin` header fits one of the rules. `null` (a sandboxed page, a local file) fits none. */
export function isOriginAllowed(origin: string, rules: readonly string[]): boolean {
  return rules.some((rule) => {
    if (!rule.includes('://*.')) return origin === rule;
    const [scheme, domain] = rule.split('://*') as [string, string];
    const prefix = `${scheme}://`;
    return origin.startsWith(prefix) && origin.endsWith(domain) && origin.length > prefix.length + domain.length;
  });
}
