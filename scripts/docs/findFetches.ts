const NAME = '(?:@onevault/|onevault-)';
const FETCHES = [
  new RegExp(String.raw`\b(?:npx|pnpx|bunx|dlx|npm exec)\b(?:[^|\`#]*\s)?${NAME}`),
  new RegExp(String.raw`\b(?:npm (?:i|install|add)|(?:pnpm|yarn|bun) add)\b[^|\`#]*\s${NAME}`),
  // A registry's mirrors, as script tags have them.
  /(?:unpkg\.com|jsdelivr\.net|esm\.sh)\/.*onevault/,
];
/** pnpm itself, in this workspace: the name is that of a package here. */
const OURS = /\bnpx (?:--yes )?pnpm@[\d.]+ --filter \S+/g;

/** Lines that make a reader fetch one of our names from npm. We have not published there: they could be anybody's. */
export function findFetches(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const rest = line.replace(OURS, '');
    return FETCHES.some((pattern) => pattern.test(rest)) ? [`${index + 1}: ${line.trim()}`] : [];
  });
}
