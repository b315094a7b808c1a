import { createUuid } from '../browser/createUuid.ts';

export interface Page {
  /** The id for an event of this type. A `page_view` begins a page unless it is the first of one. */
  _id(eventType: string): string;
  /** Begins a page before its `page_view`. */
  _begin(): void;
}

/** The id that joins all events of one page view. Events before the first `page_view` belong to it. */
export function createPage(): Page {
  let id = '';
  let isNew = true;
  const begin = (): void => {
    id = '';
    isNew = true;
  };
  return {
    _begin: begin,
    _id(eventType) {
      if (eventType === 'page_view') {
        if (!isNew) begin();
        isNew = false;
      }
      // Only now: some places where a tracker is made, such as the global scope of a worker, give no random numbers.
      id ||= `pv_${createUuid()}`;
      return id;
    },
  };
}
