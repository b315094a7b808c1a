/** What the people of the tea shop have saved: goals, a funnel, a segment, and what happened when. */

const DAY_MS = 86_400_000;

const GOALS = [
  { name: 'Order', filters: ['event:is:transaction_step', 'prop.action:is:complete'] },
  { name: 'Into the cart', filters: ['event:is:add_to_cart'] },
  { name: 'Letter signup', filters: ['event:is:newsletter_signup'], revenue: { currency: 'EUR', value: 1.5 } },
];
const SEGMENTS = [
  { name: 'Germany, on a phone', filters: ['country:is:DE', 'device:is:mobile'] },
  { name: 'From the letter', filters: ['utm_source:is:letter'] },
];
const FUNNELS = [
  {
    name: 'Checkout',
    steps: [
      { name: 'Looked at a tea', filters: ['page:matches:/tea/*'] },
      { name: 'Into the cart', filters: ['event:is:add_to_cart'] },
      { name: 'Checkout', filters: ['page:is:/checkout'] },
      { name: 'Thanks', filters: ['page:is:/thanks'] },
    ],
  },
];
/** Days before today. */
const ANNOTATIONS = [
  { days: 24, kind: 'deployment', text: 'New product pages', version: '2.4.0' },
  { days: 17, kind: 'note', text: 'The harvest letter went out' },
  { days: 10, kind: 'deployment', text: 'Checkout in two steps', version: '2.5.0' },
  { days: 3, kind: 'note', text: 'The harvest letter, second part' },
];

/**
 * Saves them as a person would, over HTTP. What is there already stays as it is.
 *
 * @param {{ url: string, headers: Record<string, string>, nowMs: number }} options
 */
export async function saveDemo({ url, headers, nowMs }) {
  /** @param {string} kind @param {object} body */
  const post = async (kind, body) => {
    const answer = await fetch(`${url}/api/v1/analytics/saved/${kind}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    // The name is taken: from a run before.
    if (!answer.ok && answer.status !== 409) {
      throw new Error(`The server answered ${answer.status}: ${await answer.text()}`);
    }
  };
  for (const goal of GOALS) await post('goals', goal);
  for (const segment of SEGMENTS) await post('segments', segment);
  for (const funnel of FUNNELS) await post('funnels', funnel);
  const today = Math.floor(nowMs / DAY_MS);
  for (const { days, ...annotation } of ANNOTATIONS) {
    const day = today - days;
    await post('annotations', {
      ...annotation,
      annotation_id: `00000000-0000-4000-8000-${String(day).padStart(12, '0')}`,
      at: new Date(day * DAY_MS + DAY_MS / 2).toISOString(),
    });
  }
}
