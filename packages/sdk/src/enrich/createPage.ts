import { createUuid } from '../browser/createUuid.ts';

/** The id that joins all events of one page view. What happens before the first `page_view` belongs to it. */
export function createPage(): (eventType: string) => string {
  const create = (): string => `pv_${createUuid()}`;
  let id = create();
  let views = 0;
  return (eventType) => {
    if (eventType === 'page_view' && views++) id = create();
    return id;
  };
}
