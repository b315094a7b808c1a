/** A page of the site, before it is written. */
export interface Page {
  /** Where it is in the site, without a suffix: `guides/testing`. */
  path: string;
  /** The document of the repository that it is made from: `docs/testing.md`. None if code makes it. */
  source?: string;
  title: string;
  /** In the sidebar, where the title is too long. */
  label?: string;
  /** One line, for the list of pages, search engines and `llms.txt`. */
  description: string;
  text: string;
  /** Files or folders whose last change is the page's. */
  madeFrom: string[];
}

export interface Section {
  title: string;
  pages: Page[];
  /** Pages of an area share a sidebar. */
  area: 'learn' | 'reference' | 'decisions';
}
