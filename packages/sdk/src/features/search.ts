import type { Feature } from '../autotrack/feature.ts';
import { cut } from '../browser/cut.ts';
import { readQuery } from '../browser/readQuery.ts';
import { startRoutes } from '../browser/startRoutes.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';

/** Options of `search`. */
export interface SearchOptions {
  /** Query parameters with the search term. Default `q`, `s`, `query`, `search`, `keyword`. */
  parameters?: string[];
}

const MAX_TERM_LENGTH = 200;

/**
 * Tracks a `search` with its `search_term` when the address of the page has a search term, also when only the route
 * changes. A term that looks like an e-mail address, a card number or a token is masked.
 *
 * @example tracker.enableAutoTracking({ features: [search({ parameters: ['term'] })] });
 */
export function search(options: SearchOptions = {}): Feature {
  const { parameters = ['q', 's', 'query', 'search', 'keyword'] } = options;
  return (tracker) => {
    let last = '';
    const look = (): void => {
      const query = Object.fromEntries(readQuery(location.search).reverse());
      const [name = ''] = parameters.filter((one) => query[one]?.trim());
      const term = cut((query[name] || '').trim(), MAX_TERM_LENGTH);
      if (term && term !== last) {
        const isFine = scrubUrl(`?q=${encodeURIComponent(term)}`).endsWith(encodeURIComponent(term));
        tracker.trackEvent('search', { search_term: isFine ? term : '[masked]', parameter: name });
      }
      last = term;
    };
    look();
    return startRoutes(look);
  };
}
