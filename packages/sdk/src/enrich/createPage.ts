import { createUuid } from '../browser/createUuid.ts';

/** The id that joins all events of one page view. What happens before the first `page_view` belongs to it. */
export function createPage(): (eventType: string) => string {
  let id = '';
  let isViewed = false;
  return (eventType) => {
    const isView = eventType === 'page_view';
    if (!id || (isView && isViewed)) id = `pv_${createUuid()}`;
    isViewed ||= isView;
    return id;
  };
}
