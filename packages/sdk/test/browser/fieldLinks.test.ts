/** Links and downloads as browsers see them. From what the server stored. */
import { expect, test } from 'vitest';
import { useFieldPages } from './support/useFieldPages.ts';

const pages = useFieldPages();
const STAY = `<script>addEventListener('click', (event) => event.preventDefault())</script>`;
const svg = (link: string) => `<svg width="50" height="50">${link}<rect id="b" width="50" height="50"/></a></svg>`;

test.each<[html: string, href: string, more: object]>([
  [svg('<a href="https://out.test/x">'), 'https://out.test/x', { outbound: true }],
  [svg('<a xlink:href="region/7">'), '/region/7', {}],
  [svg('<a href="/f/map.pdf">'), '/f/map.pdf', { file_name: 'map.pdf', file_extension: 'pdf' }],
  [svg('<a href="mailto:a@b.test">'), 'mailto:[masked]', { action: 'email_click' }],
  ['<a id="b" href="">b</a>', '/', {}],
  ['<a id="b">b</a>', '', {}],
  ['<a id="b" href=" https://out.test/x ">b</a>', 'https://out.test/x', { outbound: true }],
  [
    '<a id="b" href="blob:http://x.test/1" download="readalong.html">b</a>',
    'blob:http://x.test/1',
    { file_name: 'readalong.html', file_extension: 'html' },
  ],
  [
    '<a id="b" href="data:text/csv,a" download="table.csv">b</a>',
    'data:[masked]',
    { file_name: 'table.csv', file_extension: 'csv' },
  ],
  ['<a id="b" href="/export?id=7" download="all.xlsx">b</a>', '/export?id=7', { file_name: 'all.xlsx' }],
  // Browsers ignore the name that a page gives to a file of another host.
  ['<a id="b" href="https://out.test/a.csv" download="b.csv">b</a>', 'https://out.test/a.csv', { file_name: 'a.csv' }],
])('%s', async (html, href, more) => {
  const visit = await pages.open({ body: html + STAY });
  await visit.page.click('#b');
  const [, ...clicks] = await visit.events(2);
  expect(clicks).toHaveLength(1);
  expect(clicks[0]?.event_data).toMatchObject({ element_type: 'link', action: 'click', ...more });
  expect(String(clicks[0]?.event_data.href).replace(pages.study.url, '')).toBe(href);
  expect(visit.errors).toEqual([]);
});

test('a file that a script makes and saves has its name', async () => {
  const visit = await pages.open({
    body: `<button id="b">b</button><script>b.addEventListener('click', () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['x']));
      link.download = 'readalong.html';
      document.body.append(link);
      link.click();
    })</script>`,
  });
  await visit.page.click('#b');
  const [, click, download] = await visit.events(3);
  expect(click).toMatchObject({ event_type: 'user_interaction', event_data: { element_id: 'b' } });
  expect(download).toMatchObject({
    event_type: 'download',
    event_data: { file_name: 'readalong.html', file_extension: 'html' },
  });
});

test('a file of 8 MB in an address is not read by a click', async () => {
  const visit = await pages.open({ tag: 'onevault.full.min.js', body: `<a id="b" download>b</a>${STAY}` });
  const longest = await visit.page.evaluate(() => {
    const link = document.querySelector('#b') as HTMLAnchorElement;
    link.setAttribute('href', `data:text/csv;base64,${'QUJD'.repeat(2 << 20)}`);
    let length = 0;
    // What is matched, masked or written would be read by one of these.
    for (const [owner, names] of [
      [RegExp.prototype, ['exec']],
      [String.prototype, ['replace', 'split', 'match']],
    ] as const) {
      for (const name of names) {
        const methods = owner as unknown as Record<string, (text?: string, ...rest: unknown[]) => unknown>;
        const inner = methods[name] as (...args: unknown[]) => unknown;
        methods[name] = function (this: unknown, ...args: unknown[]) {
          length = Math.max(length, String(this).length, String(args[0]).length);
          return inner.apply(this, args);
        };
      }
    }
    link.click();
    return length;
  });
  expect(longest).toBeGreaterThan(10);
  expect(longest).toBeLessThan(1_000_000);
  expect((await visit.events(2))[1]).toMatchObject({
    event_type: 'download',
    event_data: { href: 'data:[masked]', file_name: 'data:[masked]' },
  });
});

test('in a frame without an address of its own, a link to the site’s host stays', async () => {
  const visit = await pages.open({ start: '', path: '/around' });
  await visit.page.evaluate(
    ({ options, host }) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<script src="/onevault.min.js"></script><script>
        const tracker = new OneVaultTracker(${options}); tracker.enableAutoTracking();</script>
        <a id="in" href="http://${host}/here" target="x">in</a><a id="out" href="http://out.test/" target="x">out</a>${'<script>addEventListener("click", (event) => event.preventDefault())</script>'}`;
      document.body.append(frame);
    },
    { options: visit.options, host: new URL(pages.study.url).host },
  );
  const frame = visit.page.frameLocator('iframe');
  await frame.locator('#in').click();
  await frame.locator('#out').click();
  const clicks = (await visit.events(3)).filter(({ event_type }) => event_type === 'user_interaction');
  expect(clicks.map(({ event_data: data }) => [data.element_id, data.outbound])).toEqual([
    ['in', undefined],
    ['out', true],
  ]);
});

test.each(["/b?flag&q=a%20b&x=it's&e=#part", '/b', '/b#part?not=query', '/b?', '/b?_ov=of-another-visit&a=1'])(
  'crossDomain leaves the address %s as it is',
  async (address) => {
    const start = `tracker.enableAutoTracking({ crossDomain: { domains: ['localhost'] } });`;
    const { port } = new URL(pages.study.url);
    const href = `http://localhost:${port}${address}`;
    const visit = await pages.open({
      tag: 'onevault.full.min.js',
      start,
      body: `<a id="b" href="${href}" >b</a>`,
    });
    const { page } = visit;
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === '/b');
    await page.click('#b');
    // What the browser itself asks for, byte by byte; a fragment stays at home.
    const wanted = new URL(href.replace('_ov=of-another-visit&', '')).href;
    expect((await asked).url().replace(/[?&]_ov=visitor_[\w~-]+/, '')).toBe(wanted.replace(/#.*/, ''));
    await page.waitForURL((url) => url.hostname === 'localhost' && !url.href.includes('_ov'));
    expect(page.url()).toBe(wanted);
    const views = (await visit.events(3)).filter(({ event_type }) => event_type === 'page_view');
    expect(views).toHaveLength(2);
    expect(new Set(views.map(({ event_data }) => event_data.visitor_id)).size).toBe(1);
  },
);
