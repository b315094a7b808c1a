import { randomUUID } from 'node:crypto';

const PAGES = ['/', '/teas', '/teas/sencha', '/teas/assam', '/cart', '/contact'];
/** Events of one visit, about as many as in a real shop. */
const EVENTS_A_VISIT = 12;

let count = 0;
let visit = randomUUID();

/** An event as the SDK sends it, about 600 bytes. Every twelve events a new visit starts. */
export function createEvent() {
  if (count % EVENTS_A_VISIT === 0) visit = randomUUID();
  const page = PAGES[count % PAGES.length];
  count++;
  const now = new Date().toISOString();
  return {
    event_id: `evt_${uuidv7()}`,
    event_type: count % 3 === 0 ? 'user_interaction' : 'page_view',
    page_url: `https://shop.example${page}?utm_source=newsletter&utm_medium=email`,
    event_data: {
      visitor_id: `visitor_${visit}`,
      session_id: `sess_${visit}`,
      page_view_id: `pv_${randomUUID()}`,
      timestamp: now,
      title: 'Kettle & Leaf: three good teas',
      referrer: 'https://www.google.com/',
      element_id: 'add-to-cart',
      text: 'Add to cart',
      viewport_size: '1280x720',
      tab_id: `tab_${visit}`,
      seq: count % EVENTS_A_VISIT,
      sent_at: now,
    },
  };
}

/** A UUID of version 7, as in the SDK's event ids: the time, then random bits. */
function uuidv7() {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
