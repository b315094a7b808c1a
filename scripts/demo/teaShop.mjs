/** The world of the demo's tea shop. Weights are shares of visits. */

/** Sunday first: people shop for tea at the weekend. */
export const WEEKDAYS = [1.25, 0.9, 0.85, 0.9, 0.95, 1.0, 1.2];
/** Hours of a day, in UTC. */
export const HOURS = [2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 10, 10, 9, 9, 9, 10, 12, 14, 15, 13, 9, 5];

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6';

export const DEVICES = [
  {
    weight: 26,
    agent: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`,
    viewport: '390x844',
    isPhone: true,
  },
  {
    weight: 18,
    agent: `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${CHROME.replace('Safari', 'Mobile Safari')}`,
    viewport: '412x915',
    isPhone: true,
  },
  { weight: 22, agent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`, viewport: '1536x864' },
  { weight: 9, agent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Edg/142.0.0.0`, viewport: '1920x1080' },
  {
    weight: 12,
    agent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Safari/605.1.15`,
    viewport: '1440x900',
  },
  { weight: 7, agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', viewport: '1280x800' },
  {
    weight: 5,
    agent: `Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`,
    viewport: '820x1180',
  },
  {
    weight: 4,
    agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    viewport: '1024x768',
  },
  { weight: 2, agent: `Mozilla/5.0 (X11; Linux x86_64) ${CHROME}`, viewport: '800x600', isAutomated: true },
].map((device) => ({ isPhone: false, isAutomated: false, ...device }));

export const PEOPLE = [
  { weight: 40, zone: 'Europe/Berlin', language: 'de-DE', currency: 'EUR' },
  { weight: 14, zone: 'Europe/Vienna', language: 'de-AT', currency: 'EUR' },
  { weight: 8, zone: 'Europe/Zurich', language: 'de-CH', currency: 'EUR' },
  { weight: 12, zone: 'Europe/London', language: 'en-GB', currency: 'GBP' },
  { weight: 8, zone: 'Europe/Paris', language: 'fr-FR', currency: 'EUR' },
  { weight: 6, zone: 'Europe/Amsterdam', language: 'nl-NL', currency: 'EUR' },
  { weight: 5, zone: 'America/New_York', language: 'en-US', currency: 'EUR' },
  { weight: 3, zone: 'Asia/Tokyo', language: 'ja-JP', currency: 'EUR' },
  { weight: 2, zone: 'Europe/Warsaw', language: 'pl-PL', currency: 'EUR' },
  { weight: 2, zone: 'Europe/Stockholm', language: 'sv-SE', currency: 'EUR' },
];

export const REFERRERS = [
  { weight: 34, url: 'https://www.google.com/' },
  { weight: 30, url: '' },
  { weight: 7, url: 'https://duckduckgo.com/' },
  { weight: 5, url: 'https://www.bing.com/' },
  { weight: 6, url: 'https://www.instagram.com/' },
  { weight: 4, url: 'https://www.reddit.com/r/tea/' },
  { weight: 4, url: 'https://www.youtube.com/' },
  { weight: 3, url: 'https://slow-kitchen.example/teas-we-love' },
  { weight: 2, url: 'https://www.facebook.com/' },
  { weight: 1, url: 'https://chatgpt.com/' },
];

export const CAMPAIGNS = [
  { weight: 4, page: '/tea', query: '?utm_source=letter&utm_medium=email&utm_campaign=autumn-harvest' },
  { weight: 5, page: '/', query: '?utm_source=google&utm_medium=cpc&utm_campaign=green-tea&utm_term=buy+sencha' },
  {
    weight: 3,
    page: '/gifts',
    query: '?utm_source=instagram&utm_medium=social&utm_campaign=gift-boxes&utm_content=story',
  },
  { weight: 2, page: '/blog/water', query: '?utm_source=slow-kitchen&utm_medium=referral&utm_campaign=guest-post' },
  { weight: 1, page: '/', query: '?utm_source=bing&utm_medium=cpc&utm_campaign=green-tea' },
];

export const TEAS = [
  { weight: 8, id: 'sencha', price: 14.5 },
  { weight: 6, id: 'darjeeling-first-flush', price: 19.9 },
  { weight: 5, id: 'earl-grey', price: 9.9 },
  { weight: 5, id: 'genmaicha', price: 12 },
  { weight: 4, id: 'assam', price: 8.9 },
  { weight: 3, id: 'oolong', price: 24 },
  { weight: 2, id: 'matcha', price: 32 },
  { weight: 2, id: 'rooibos', price: 7.5 },
  { weight: 1, id: 'pu-erh', price: 28 },
  { weight: 1, id: 'lapsang-souchong', price: 13.5 },
];
