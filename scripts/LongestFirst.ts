import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take half a minute or more, the longest first. */
const LONGEST = [
  'browser/webKit',
  'docs/shell.journey',
  'docs/code.journey',
  'browser/chaosWire',
  'browser/chaosFaults',
  'browser/fieldContext',
  'browser/fieldAnnoyed',
  'nextjs/test/nextjs.journey',
  'sveltekit/test/sveltekit.journey',
  'nuxt/test/nuxt.journey',
  'astro/test/astro.journey',
  'browser/firefox',
  'browser/chaosExit',
].map((name) => `/${name}.test.ts`);

/**
 * Begins with the long test files, so that at the end of a run no worker is left alone with one. Vitest itself goes by
 * what its cache knows, and in a fresh clone by the size of the files: the longest of them are the smallest.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.replaceAll('\\', '/').endsWith(name));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
