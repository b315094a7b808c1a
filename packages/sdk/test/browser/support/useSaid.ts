import { expect } from 'vitest';
import type { StudyVisit } from './startStudy.ts';
import { type FieldPage, useFieldPages } from './useFieldPages.ts';

export interface SaidVisit extends StudyVisit {
  /** Our lines in the console so far, with their level: `warning [OneVault] …`. */
  said: string[];
  /** Waits until one of our lines matches, and returns it. */
  says(pattern: RegExp): Promise<string>;
}

export interface SaidPages {
  readonly url: string;
  /** A new browser profile, page, customer and visitor, whose console is read from the first line. */
  open(page?: FieldPage, initScript?: () => void): Promise<SaidVisit>;
}

/**
 * Pages whose console is read: what a developer who has made a mistake sees there.
 *
 * @example
 * const pages = useSaid();
 * test('a wrong key', async () => {
 *   const visit = await pages.open({ options: { apiToken: 'wrong' } });
 *   await visit.says(/HTTP 401/);
 * });
 */
export function useSaid(): SaidPages {
  const pages = useFieldPages({ needsNewContext: true });
  return {
    get url() {
      return pages.study.url;
    },
    async open(page, initScript) {
      const context = await pages.study.browser.newContext();
      if (initScript) await context.addInitScript(initScript);
      const said: string[] = [];
      context.on('console', (message) => {
        if (message.text().startsWith('[OneVault]')) said.push(`${message.type()} ${message.text()}`);
      });
      const visit = await pages.open({ ...page, context });
      return {
        ...visit,
        said,
        async says(pattern) {
          await expect.poll(() => said.filter((line) => pattern.test(line)), { timeout: 20_000 }).not.toEqual([]);
          return said.find((line) => pattern.test(line)) as string;
        },
      };
    },
  };
}
