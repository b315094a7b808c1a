import { createUuid } from '../browser/createUuid.ts';

export interface Page {
  /** Of an event of this type. A `page_view` begins a page unless it is the first of one. */
  _id(eventType: string): string;
  /** A page begins whose `page_view` is still to come. */
  _begin(): void;
}

/** The id that joins all events of one page view. What happens before the first `page_view` belongs to it. */
export function createPage(): Page {
  let id: string;
  let isNew: boolean;
  const begin = (): void => {
    id = `pv_${createUuid()}`;
    isNew = true;
  };
  begin();
  return {
    _begin: begin,
    _id(eventType) {
      if (eventType === 'page_view') {
        if (!isNew) begin();
        isNew = false;
      }
      return id;
    },
  };
}
