/** A browser that is driven: what the journeys of all three engines need, and no more. */
export interface DrivenBrowser {
  /** As the table names it: `Firefox 140.2`. */
  name: string;
  /** Someone who has never been here: no storage, no cookies, no cache. */
  newVisitor(): Promise<DrivenVisitor>;
  close(): Promise<void>;
}

export interface DrivenVisitor {
  openTab(url: string): Promise<DrivenTab>;
  close(): Promise<void>;
}

export interface DrivenTab {
  goto(url: string): Promise<void>;
  /** Runs a function in the page; it sees nothing of the test but `args`. */
  run<Result, Args extends unknown[]>(work: (...args: Args) => Result, ...args: Args): Promise<Awaited<Result>>;
  /** A trusted click by the mouse. */
  click(selector: string): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  /** As the visitor closes it, the page's `pagehide` included. */
  close(): Promise<void>;
}
